using System.Collections.Concurrent;
using System.Text;
using Fluid;
using MimeKit;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Rendering;

/// <summary>An e-mail to send.</summary>
public sealed record RenderedMail(
    string FromName,
    string FromAddress,
    string? ReplyTo,
    string? Cc,
    string? Bcc,
    string Subject,
    string? Html,
    string Text
)
{
    /// <summary>The content for the outbox: HTML if available.</summary>
    public string Body => Html ?? Text;

    public string Sender => new MailboxAddress(FromName, FromAddress).ToString();
}

/// <summary>Makes mails from templates.</summary>
internal sealed class MailRenderer(TemplateEngine engine)
{
    /// <summary>A header that is longer is cut: some servers refuse it.</summary>
    private const int SubjectLengthMax = 250;

    private const int CompiledMax = 200;

    private readonly ConcurrentDictionary<(int Id, long ChangedAt), (IFluidTemplate Subject, IFluidTemplate Body)> compiled = new();

    public TemplateEngine Engine => engine;

    /// <exception cref="TemplateFailedException">The template fails.</exception>
    public async Task<RenderedMail> RenderAsync(EmailTemplate template, MailFacts facts, Catalogue catalogue)
    {
        var (subject, body) = Compile(template);
        var variables = facts.Variables(engine, catalogue);
        var line = OnOneLine(await engine.RenderAsync(subject, variables, html: false));
        var text = await engine.RenderAsync(body, variables, template.Html);
        return new RenderedMail(
            template.FromName,
            template.FromAddress,
            template.ReplyTo,
            template.Cc,
            template.Bcc,
            line,
            template.Html ? text : null,
            template.Html ? PlainText.Of(text) : text
        );
    }

    private (IFluidTemplate Subject, IFluidTemplate Body) Compile(EmailTemplate template)
    {
        // A draft has neither an id nor a time.
        var key = (template.Id, template.ChangedAt);
        if (template.Id != 0 && compiled.TryGetValue(key, out var known))
            return known;
        var made = (Parse(template.Subject), Parse(template.Body));
        if (template.Id == 0)
            return made;
        if (compiled.Count >= CompiledMax)
            compiled.Clear();
        return compiled.GetOrAdd(key, made);
    }

    private IFluidTemplate Parse(string text)
    {
        var (template, fault) = engine.Parse(text);
        return template ?? throw new TemplateFailedException(fault!.ToString());
    }

    /// <summary>No value may begin another header, nor turn the reading direction of what follows.</summary>
    private static string OnOneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (line.Length > 0 && line[^1] != ' ')
                    line.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) != System.Globalization.UnicodeCategory.Format)
                line.Append(rune.ToString());
        }
        var trimmed = line.ToString().Trim();
        if (trimmed.Length > SubjectLengthMax)
            trimmed = trimmed[..(char.IsHighSurrogate(trimmed[SubjectLengthMax - 1]) ? SubjectLengthMax - 1 : SubjectLengthMax)];
        return trimmed.Length == 0 ? "(no subject)" : trimmed;
    }
}
