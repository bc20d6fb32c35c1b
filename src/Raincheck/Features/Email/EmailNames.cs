using Raincheck.Core;
using Raincheck.Core.Notices;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Email;

/// <summary>Common lookups by name, and validation of e-mail addresses.</summary>
internal static class EmailNames
{
    public static Refusal CompanyNotFound(string code) => new(RefusalCode.CompanyNotFound, $"There is no company {code}.");

    public static Refusal TemplateNotFound(string name) => new(RefusalCode.TemplateNotFound, $"There is no e-mail template {name}.");

    public static Refusal MailNotFound(long id) => new(RefusalCode.MailNotFound, $"There is no e-mail {id}.");

    /// <summary>The event of that name, case-insensitive.</summary>
    public static (MailEvent Event, Refusal? Refusal) Event(string name)
    {
        foreach (var what in Enum.GetValues<MailEvent>())
        {
            if (string.Equals(what.ToString(), name, StringComparison.OrdinalIgnoreCase))
                return (what, null);
        }
        return (
            default,
            new Refusal(RefusalCode.EventNotFound, $"There is no event {name}; there are {string.Join(", ", Enum.GetNames<MailEvent>())}.")
        );
    }

    public static async Task<EmailTemplate?> FindTemplateAsync(this UnitOfWork work, string name, CancellationToken cancel) =>
        (await work.Transaction.QueryAsync<EmailTemplate>("name = @name", [("name", name)], cancel: cancel)).SingleOrDefault();

    /// <summary>A refusal if the text is not one address.</summary>
    public static Refusal? CheckAddress(string? text, string path) =>
        text is not null && EmailAddress.FaultOf(text) is { } fault
            ? new Refusal(RefusalCode.InvalidValue, $"{path} {fault}: {text}", path)
            : null;

    /// <summary>A refusal if one of several addresses, separated by commas, is invalid.</summary>
    public static Refusal? CheckAddresses(string? text, string path)
    {
        if (text is null)
            return null;
        var addresses = Split(text);
        if (addresses.Length is 0 or > 20)
            return new Refusal(RefusalCode.InvalidValue, $"{path} has {addresses.Length} addresses; it must have 1 to 20.", path);
        return Refusals.First(addresses.Select(a => CheckAddress(a, path)));
    }

    public static string[] Split(string? addresses) =>
        addresses?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
