using Raincheck.Core.Consents;
using Shouldly;

namespace Raincheck.Core.Tests.Consents;

public sealed class DelayCaseTests
{
    private static readonly DateOnly Ordered = new(2026, 3, 2);
    private static readonly DateOnly T = Ordered.AddDays(30);
    private static readonly DelayOutlook NoDate = new(null, false);

    [Fact]
    public void ShipBy_StatedDays_WinOverUsualAndCreditDays()
    {
        DelayTerms.ShipBy(Ordered, null, onCredit: false).ShouldBe(Ordered.AddDays(30));
        DelayTerms.ShipBy(Ordered, null, onCredit: true).ShouldBe(Ordered.AddDays(50));
        DelayTerms.ShipBy(Ordered, 10, onCredit: true).ShouldBe(Ordered.AddDays(10));
    }

    [Fact]
    public void RefundBy_CountsWorkingDaysOrOneBillingCycle()
    {
        // Monday 2 March: the seventh working day is Wednesday of the week after, or Thursday with one closed day.
        DelayTerms.RefundBy(Ordered, onCredit: false, new HashSet<DateOnly>()).ShouldBe(new DateOnly(2026, 3, 11));
        DelayTerms.RefundBy(Ordered, onCredit: false, new HashSet<DateOnly> { new(2026, 3, 6) }).ShouldBe(new DateOnly(2026, 3, 12));
        DelayTerms.RefundBy(Ordered, onCredit: true, new HashSet<DateOnly>()).ShouldBe(new DateOnly(2026, 4, 1));
    }

    [Theory]
    [InlineData(-10, true, null)]
    [InlineData(0, true, null)]
    [InlineData(1, true, SilenceMeans.Consent)]
    [InlineData(30, true, SilenceMeans.Consent)]
    [InlineData(31, true, SilenceMeans.Cancel)]
    [InlineData(1, false, SilenceMeans.Cancel)]
    public void Next_Watched_AsksAsSoonAsTheProjectionPassesT(int daysAfterT, bool isDefinite, SilenceMeans? silence)
    {
        var date = T.AddDays(daysAfterT);

        var next = new DelayCase(DelayStage.Watched, T).Next(Ordered, new DelayOutlook(date, isDefinite));

        next.ShouldBe(
            silence switch
            {
                null => DelayStep.Wait,
                SilenceMeans.Consent => new DelayStep.Notify(new DelayOption(date, date, SilenceMeans.Consent)),
                _ => new DelayStep.Notify(new DelayOption(isDefinite ? date : null, T.AddDays(30), SilenceMeans.Cancel)),
            }
        );
    }

    [Fact]
    public void Next_WatchedWithoutDate_AsksAWeekBeforeT()
    {
        var watched = new DelayCase(DelayStage.Watched, T);

        watched.Next(T.AddDays(-8), NoDate).ShouldBe(DelayStep.Wait);
        watched.Next(T.AddDays(-7), NoDate).ShouldBe(new DelayStep.Notify(new DelayOption(null, T.AddDays(30), SilenceMeans.Cancel)));
    }

    [Fact]
    public void Next_SilenceIsConsent_HoldsUntilTheRevisedDateAndNoLonger()
    {
        var revised = T.AddDays(10);
        var asked = new DelayCase(DelayStage.Watched, T).Notified(new DelayOption(revised, revised, SilenceMeans.Consent));

        asked.ConsentUntil.ShouldBe(revised);
        asked.Next(T, new DelayOutlook(revised, true)).ShouldBe(DelayStep.Wait);
        asked.Next(revised.AddDays(1), new DelayOutlook(revised.AddDays(1), true)).ShouldBe(DelayStep.CountAsCancelled.Instance);
    }

    [Fact]
    public void Next_SilenceIsCancel_CountsAsCancelledThirtyDaysAfterT()
    {
        var asked = new DelayCase(DelayStage.Watched, T).Notified(new DelayOption(null, T.AddDays(30), SilenceMeans.Cancel));

        asked.ConsentUntil.ShouldBeNull();
        asked.Next(T.AddDays(30), NoDate).ShouldBe(DelayStep.Wait);
        asked.Next(T.AddDays(31), NoDate).ShouldBe(DelayStep.CountAsCancelled.Instance);
    }

    [Fact]
    public void Next_RevisedDatePassed_RenewsBeforeThatDateAndSilenceCancels()
    {
        var revised = T.AddDays(10);
        var accepted = new DelayCase(DelayStage.Watched, T).Notified(new DelayOption(revised, revised, SilenceMeans.Consent)).Accepted();
        var later = new DelayOutlook(revised.AddDays(3), true);

        var step = accepted.Next(T, later).ShouldBeOfType<DelayStep.Notify>();

        step.Option.ShouldBe(new DelayOption(revised.AddDays(3), revised, SilenceMeans.Cancel));
        var renewed = accepted.Notified(step.Option);
        renewed.ConsentUntil.ShouldBe(revised);
        renewed.Next(revised, later).ShouldBe(DelayStep.Wait);
        renewed.Next(revised.AddDays(1), later).ShouldBe(DelayStep.CountAsCancelled.Instance);
        renewed.Accepted().Next(revised.AddDays(1), later).ShouldBe(DelayStep.Wait);
    }

    [Fact]
    public void Next_ConsentWithoutDate_HasNoEnd()
    {
        var accepted = new DelayCase(DelayStage.Watched, T).Notified(new DelayOption(null, T.AddDays(30), SilenceMeans.Cancel)).Accepted();

        accepted.ConsentUntil.ShouldBeNull();
        accepted.Next(T.AddDays(500), NoDate).ShouldBe(DelayStep.Wait);
        accepted.CanAnswer(DelayAnswer.Cancel, T.AddDays(500)).ShouldBeTrue();
    }

    [Fact]
    public void CanAnswer_AfterTheTimeToAnswer_OnlyCancels()
    {
        var asked = new DelayCase(DelayStage.Watched, T).Notified(new DelayOption(null, T.AddDays(30), SilenceMeans.Cancel));

        asked.CanAnswer(DelayAnswer.Accept, T.AddDays(30)).ShouldBeTrue();
        asked.CanAnswer(DelayAnswer.Accept, T.AddDays(31)).ShouldBeFalse();
        asked.CanAnswer(DelayAnswer.Cancel, T.AddDays(31)).ShouldBeTrue();
        asked.Ended(T).CanAnswer(DelayAnswer.Cancel, T).ShouldBeFalse();
        new DelayCase(DelayStage.Watched, T).CanAnswer(DelayAnswer.Cancel, T).ShouldBeFalse();
    }
}
