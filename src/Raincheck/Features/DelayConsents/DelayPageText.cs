using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Raincheck.Core.Consents;

namespace Raincheck.Features.DelayConsents;

/// <summary>Writes the customer's page. It is whole without scripts.</summary>
internal static class DelayPageText
{
    /// <summary>The page of a token that no notice has.</summary>
    public static string Unknown() =>
        Page(
            "Link not valid",
            "<h1>This link is not valid</h1><p>It is not complete, or a newer e-mail has replaced it. Use the link in the last e-mail about your order, or reply to that e-mail.</p>"
        );

    /// <summary>The page of an order: the question while it can be answered, else what became of it.</summary>
    /// <param name="content">The order and its consent.</param>
    /// <param name="chosen">The answer of the link that was followed. Its button comes first; nothing is decided.</param>
    public static string Question(DelayPageContent content, string chosen)
    {
        var known = content.Consent.ToCase(content.ShipBy);
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"company\">{Encode(content.Company)}</p>");
        html.Append(CultureInfo.InvariantCulture, $"<h1>{Encode(Heading(content, known))}</h1>");
        foreach (var sentence in Sentences(content, known))
            html.Append(CultureInfo.InvariantCulture, $"<p>{Encode(sentence)}</p>");
        html.Append(CultureInfo.InvariantCulture, $"<dl><dt>Order</dt><dd>{Encode(content.Order)}</dd>");
        if (content.IsOpen && known.Option is { } option && known.Stage != DelayStage.RefundDue)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<dt>New ship date</dt><dd>{Encode(option.RevisedDate is { } date ? Day(date) : "not known yet")}</dd>"
            );
            html.Append(CultureInfo.InvariantCulture, $"<dt>Answer by</dt><dd>{Encode(Day(option.AnswerBy))}</dd>");
        }
        html.Append("</dl>");
        if (content.IsOpen)
            Items(html, content.Items);
        if (content.IsOpen)
            Form(html, content, known, chosen);
        return Page("Order " + content.Order, html.ToString());
    }

    private static string Heading(DelayPageContent content, DelayCase known) =>
        known.Stage switch
        {
            DelayStage.RefundDue or DelayStage.Closed when known.RefundBy is not null => "Your order is cancelled",
            _ when !content.IsOpen => "There is nothing left to decide",
            DelayStage.Accepted => "You accepted the delay",
            _ => "Your order is delayed: wait or cancel?",
        };

    private static IEnumerable<string> Sentences(DelayPageContent content, DelayCase known)
    {
        if (known.RefundBy is { } refundBy)
        {
            yield return content.Consent.RefundedAt is null
                ? $"You get your money back by {Day(refundBy)} at the latest."
                : "Your refund was made.";
            yield break;
        }
        if (!content.IsOpen)
        {
            yield return "Your order was shipped or closed. Reply to our e-mail if you have a question.";
            yield break;
        }
        if (known.Stage == DelayStage.Accepted)
        {
            yield return "Thank you. You can still cancel until we ship.";
            yield break;
        }
        if (known.Option is not { } option)
            yield break;
        if (!known.CanAnswer(DelayAnswer.Accept, content.Today))
            yield return "The time to accept the delay is over. Your order counts as cancelled if it is not shipped already.";
        else if (option.Silence == SilenceMeans.Consent)
            yield return $"If you do not answer, you accept the delay until {Day(option.AnswerBy)}. You can cancel until we ship.";
        else
            yield return $"If you do not answer by {Day(option.AnswerBy)} and we have not shipped by then, your order counts as cancelled and you get your money back. If you accept, you can still cancel until we ship.";
    }

    private static void Items(StringBuilder html, IReadOnlyList<DelayedItem> items)
    {
        html.Append("<h2>Not shipped yet</h2><ul>");
        foreach (var item in items)
            html.Append(
                CultureInfo.InvariantCulture,
                $"<li><span>{Encode(item.Name)}</span> <span class=\"units\">{item.Units}</span></li>"
            );
        html.Append("</ul>");
    }

    private static void Form(StringBuilder html, DelayPageContent content, DelayCase known, string chosen)
    {
        var buttons = new List<string>();
        if (known.Stage != DelayStage.Accepted && known.CanAnswer(DelayAnswer.Accept, content.Today))
            buttons.Add("<button name=\"answer\" value=\"accept\">Accept the delay</button>");
        if (known.CanAnswer(DelayAnswer.Cancel, content.Today))
            buttons.Add("<button name=\"answer\" value=\"cancel\" class=\"cancel\">Cancel and get a refund</button>");
        if (buttons.Count == 0)
            return;
        if (chosen == "cancel")
            buttons.Reverse();
        html.Append(CultureInfo.InvariantCulture, $"<form method=\"post\">{string.Concat(buttons)}</form>");
    }

    private static string Page(string title, string body) =>
        $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex, nofollow">
            <title>{Encode(title)}</title>
            <link rel="stylesheet" href="/delay.css">
            </head>
            <body><main>{body}</main></body>
            </html>
            """;

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
