using Raincheck.Storage;

namespace Raincheck.Features.Email.Templates;

/// <summary>A template as it is to be.</summary>
/// <param name="Subject">Liquid.</param>
/// <param name="FromName">The sender's name.</param>
/// <param name="FromAddress">The sender's address.</param>
/// <param name="Html">Whether the body is HTML; plain text otherwise.</param>
/// <param name="Body">Liquid.</param>
/// <param name="ReplyTo">The output.</param>
/// <param name="Cc">The cc addresses, separated by commas.</param>
/// <param name="Bcc">The bcc addresses, separated by commas.</param>
public sealed record TemplateRequest(
    string Subject,
    string FromName,
    string FromAddress,
    bool Html,
    string Body,
    string? ReplyTo = null,
    string? Cc = null,
    string? Bcc = null
)
{
    internal EmailTemplate ToRow(int id, string name, long changedAt) =>
        new()
        {
            Id = id,
            Name = name,
            Subject = Subject,
            FromName = FromName,
            FromAddress = FromAddress,
            ReplyTo = ReplyTo,
            Cc = Cc,
            Bcc = Bcc,
            Html = Html,
            Body = Body,
            ChangedAt = changedAt,
        };
}

/// <summary>A template as it is.</summary>
public sealed record TemplateView(
    string Name,
    string Subject,
    string FromName,
    string FromAddress,
    string? ReplyTo,
    string? Cc,
    string? Bcc,
    bool Html,
    string Body,
    DateTimeOffset ChangedAt
)
{
    /// <summary>The template, to save or preview.</summary>
    public TemplateRequest ToRequest() => new(Subject, FromName, FromAddress, Html, Body, ReplyTo, Cc, Bcc);

    internal static TemplateView Make(EmailTemplate row) =>
        new(
            row.Name,
            row.Subject,
            row.FromName,
            row.FromAddress,
            row.ReplyTo,
            row.Cc,
            row.Bcc,
            row.Html,
            row.Body,
            Micros.ToTime(row.ChangedAt)
        );
}
