using Raincheck.Core.Notices;

namespace Raincheck.Features.Email.Templates;

/// <summary>A template to start from.</summary>
/// <param name="Event">Its purpose.</param>
/// <param name="Name">A name to keep it under.</param>
/// <param name="Subject">Liquid.</param>
/// <param name="Body">HTML with Liquid.</param>
public sealed record LibraryTemplate(string Event, string Name, string Subject, string Body)
{
    /// <summary>The template with a sender.</summary>
    public TemplateRequest From(string name, string address) => new(Subject, name, address, Html: true, Body);
}

/// <summary>
/// Templates to start from, one for each event. Tables and inline styles, because that is what mail programs show alike; colours
/// that stay legible where a program turns light into dark.
/// </summary>
public static class TemplateLibrary
{
    private const string Frame = "frame";
    private const string Here = "<!-- here -->";

    /// <summary>One for each event.</summary>
    public static IReadOnlyList<LibraryTemplate> All { get; } =
    [
        Make(MailEvent.OutOfStockInventoryNotice, "Out of stock", "Your order {{ order.number }}: some items are out of stock"),
        Make(MailEvent.ShippingDelayNotice, "Shipping delay", "Your order {{ order.number }} will ship later than planned"),
        Make(
            MailEvent.BackOrderReleasedNotice,
            "Back in stock",
            "{% if notice.replaced %}Your order {{ order.number }} is ready, with a replacement{% else %}Good news: the items of your order {{ order.number }} are here{% endif %}"
        ),
        Make(MailEvent.BackOrderCancelledNotice, "Items cancelled", "Your order {{ order.number }}: items were cancelled"),
        Make(
            MailEvent.DropshipNotice,
            "Shipping from our supplier",
            "Your order {{ order.number }}: part of it comes straight from our supplier"
        ),
        Make(MailEvent.DelayOptionNotice, "Delay: wait or cancel", "Your order {{ order.number }} is delayed: please choose"),
        Make(
            MailEvent.RenewedDelayOptionNotice,
            "Further delay: wait or cancel",
            "Your order {{ order.number }} is delayed again: please answer by {{ consent.answer_by | date: \"%d %B %Y\" }}"
        ),
    ];

    private static LibraryTemplate Make(MailEvent what, string name, string subject) =>
        new(what.ToString(), name, subject, Read(Frame).Replace(Here, Read(what.ToString()).TrimEnd(), StringComparison.Ordinal));

    private static string Read(string name)
    {
        using var stream =
            typeof(TemplateLibrary).Assembly.GetManifestResourceStream($"email/{name}.html")
            ?? throw new InvalidOperationException($"there is no template {name} to start from");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
