using Raincheck.Features.Email.Templates;

namespace Raincheck.Features.Email.Pages;

/// <summary>The form of a template.</summary>
public sealed class TemplateForm
{
    public string Name { get; set; } = "";
    public string Subject { get; set; } = "";
    public string FromName { get; set; } = "";
    public string FromAddress { get; set; } = "";
    public string ReplyTo { get; set; } = "";
    public string Cc { get; set; } = "";
    public string Bcc { get; set; } = "";
    public bool Html { get; set; } = true;
    public string Body { get; set; } = "";

    internal static TemplateForm Of(TemplateView view) =>
        new()
        {
            Name = view.Name,
            Subject = view.Subject,
            FromName = view.FromName,
            FromAddress = view.FromAddress,
            ReplyTo = view.ReplyTo ?? "",
            Cc = view.Cc ?? "",
            Bcc = view.Bcc ?? "",
            Html = view.Html,
            Body = view.Body,
        };

    internal static TemplateForm Of(LibraryTemplate start) =>
        new()
        {
            Name = start.Name,
            Subject = start.Subject,
            Body = start.Body,
        };

    internal TemplateRequest ToRequest() =>
        new(Subject, FromName.Trim(), FromAddress.Trim(), Html, Body, Some(ReplyTo), Some(Cc), Some(Bcc));

    private static string? Some(string text) => text.Trim() is { Length: > 0 } some ? some : null;
}
