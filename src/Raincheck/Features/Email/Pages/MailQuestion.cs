using Raincheck.Ledger;
using Raincheck.Ledger.Outbox;
using Raincheck.Platform.Access;
using Raincheck.Platform.Ui;

namespace Raincheck.Features.Email.Pages;

/// <summary>Asks before a button without a dialog sends e-mails to customers.</summary>
public sealed class MailQuestion(ConsoleLedger console, Rehearsal rehearsal, DialogService dialogs, ILogger<MailQuestion> log)
{
    /// <summary>Announces the e-mails that a command will send, if it sends any.</summary>
    /// <returns>Whether to go on.</returns>
    public async Task<bool> AskAsync(LedgerCommand command, CancellationToken cancel)
    {
        if (await ForecastAsync(command, cancel) is not { Mails.Count: > 0 } forecast)
            return true;
        var mails = forecast.Mails.Sum(m => m.Count);
        return await dialogs.AskAsync<MailQuestionDialog>(
            new()
            {
                [nameof(MailQuestionDialog.Title)] = $"This sends {Texts.Count(mails, "e-mail")}",
                [nameof(MailQuestionDialog.DoText)] = "Continue",
                [nameof(MailQuestionDialog.Forecast)] = forecast,
            }
        );
    }

    private async Task<MailForecast?> ForecastAsync(LedgerCommand command, CancellationToken cancel)
    {
        var actor = await console.ActorAsync(Policies.Work, cancel);
        if (!actor.IsDone)
            return null;
        try
        {
            return (await rehearsal.RunAsync([command], actor.Value!, cancel)).Mail;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The command itself says what is wrong.
            log.LogWarning(e, "The e-mails of a command could not be previewed");
            return null;
        }
    }
}
