using CsCheck;
using Raincheck.Core.Consents;
using Shouldly;

namespace Raincheck.Core.Tests.Consents;

/// <summary>What holds for every projection and every answer, day by day. CsCheck prints the seed of a failure.</summary>
public sealed class DelayCaseProperties
{
    private const long Many = 5_000;
    private static readonly DateOnly Start = new(2026, 3, 2);

    private static readonly Gen<Day> AnyDay = Gen.Select(
        Gen.Frequency((1, Gen.Const((int?)null)), (6, Gen.Int[0, 120].Select(d => (int?)d))),
        Gen.Bool,
        Gen.Frequency((20, Gen.Const((DelayAnswer?)null)), (1, Gen.Enum<DelayAnswer>().Select(a => (DelayAnswer?)a))),
        (date, definite, answer) => new Day(date, definite, answer)
    );

    private static readonly Gen<(int ShipDays, Day[] Days)> AnyHistory = Gen.Select(Gen.Int[1, 60], AnyDay.Array[100]);

    [Fact]
    public void FirstNotice_Always_IsDueByT() =>
        AnyHistory.Sample(
            h =>
                Run(
                    h.ShipDays,
                    h.Days,
                    (day, before, step) =>
                    {
                        if (day >= before.ShipBy && before.Stage == DelayStage.Watched)
                            step.ShouldBeOfType<DelayStep.Notify>();
                    }
                ),
            iter: Many
        );

    [Fact]
    public void Silence_OnARenewedNotice_IsNeverConsent() =>
        AnyHistory.Sample(
            h =>
                Run(
                    h.ShipDays,
                    h.Days,
                    (_, before, step) =>
                    {
                        if (step is DelayStep.Notify { Option: var option } && before.Notices > 0)
                        {
                            option.Silence.ShouldBe(SilenceMeans.Cancel);
                            // Silence leaves the customer bound to what was agreed before, and to no day more.
                            before.Notified(option).ConsentUntil.ShouldBe(before.ConsentUntil);
                        }
                    }
                ),
            iter: Many
        );

    [Fact]
    public void SilentConsent_Never_GoesBeyondThirtyDaysAfterT() =>
        AnyHistory.Sample(
            h =>
                Run(
                    h.ShipDays,
                    h.Days,
                    (_, before, step) =>
                    {
                        if (step is not DelayStep.Notify { Option: { Silence: SilenceMeans.Consent } option })
                            return;
                        before.Notices.ShouldBe(0);
                        var date = option.RevisedDate.ShouldNotBeNull();
                        date.ShouldBeInRange(before.ShipBy.AddDays(1), before.ShipBy.AddDays(DelayTerms.SilenceDaysMax));
                        option.AnswerBy.ShouldBe(date);
                    }
                ),
            iter: Many
        );

    [Fact]
    public void NoConsent_Always_EndsInARefund() =>
        AnyHistory.Sample(
            h =>
                Run(
                    h.ShipDays,
                    h.Days,
                    (day, before, step) =>
                    {
                        var isUnanswered = before.Stage == DelayStage.Asked && day > before.Option!.Value.AnswerBy;
                        var hasRunOut = before.Stage == DelayStage.Accepted && day > before.ConsentUntil;
                        (step is DelayStep.CountAsCancelled).ShouldBe(isUnanswered || hasRunOut);
                    }
                ),
            iter: Many
        );

    [Fact]
    public void RevisedDate_Always_IsLaterThanTheLastOneAndNeverAGuess() =>
        AnyHistory.Sample(
            h =>
                Run(
                    h.ShipDays,
                    h.Days,
                    (day, before, step) =>
                    {
                        if (step is DelayStep.Notify { Option.RevisedDate: { } revised })
                        {
                            revised.ShouldBeGreaterThan(before.Option?.RevisedDate ?? before.ShipBy);
                            h.Days[day.DayNumber - Start.DayNumber].IsDefinite.ShouldBeTrue();
                        }
                    }
                ),
            iter: Many
        );

    /// <summary>Goes through the days as the job does: it looks every day, and customers answer afterwards.</summary>
    private static void Run(int shipDays, Day[] days, Action<DateOnly, DelayCase, DelayStep> check)
    {
        var known = new DelayCase(DelayStage.Watched, DelayTerms.ShipBy(Start, shipDays, onCredit: false));
        for (var i = 0; i < days.Length; i++)
        {
            var today = Start.AddDays(i);
            DateOnly? date = days[i].Projected is { } inDays ? today.AddDays(inDays) : null;
            var step = known.Next(today, new DelayOutlook(date, date is not null && days[i].IsDefinite));
            check(today, known, step);
            known = step switch
            {
                DelayStep.Notify notify => known.Notified(notify.Option),
                DelayStep.CountAsCancelled => known.Ended(today),
                _ => known,
            };
            if (days[i].Answer is { } answer && known.CanAnswer(answer, today))
                known = answer == DelayAnswer.Accept ? known.Accepted() : known.Ended(today);
        }
    }

    private sealed record Day(int? Projected, bool IsDefinite, DelayAnswer? Answer);
}
