using System.Collections.Frozen;

namespace Raincheck.Ledger;

/// <summary>The kinds of journal entries in the words of the people who read them.</summary>
internal static class JournalKinds
{
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["created"] = "Order taken",
        ["confirmed"] = "Order confirmed",
        ["held"] = "Put on hold",
        ["released"] = "Released from hold",
        ["cancelled"] = "Cancelled",
        ["shipped"] = "Shipped",
        ["recalculated"] = "Recalculated",
        ["changed"] = "Changed",
        ["markChosen"] = "Mark chosen by hand",
        ["marked"] = "Marked as back order",
        ["unmarked"] = "No longer a back order",
        ["lineAdded"] = "Line added",
        ["quantityChanged"] = "Quantity changed",
        ["itemReplaced"] = "Item replaced",
        ["split"] = "Split",
        ["delayed"] = "Shipping delayed",
        ["dropshipped"] = "Handed to the vendor",
        ["dropshipStatusChanged"] = "Answer of the vendor",
        ["pinned"] = "Units pinned",
        ["pinLifted"] = "Pin lifted",
        ["pinExpired"] = "Pin over",
        ["linked"] = "Linked to a purchase order",
        ["unlinked"] = "Link removed",
        ["received"] = "Goods came on a purchase order",
        ["purchaseOrderCreated"] = "Purchase order made",
        ["purchaseOrderCancelled"] = "Purchase order cancelled",
        ["purchaseOrderChanged"] = "Purchase order changed",
        ["settingsSaved"] = "Settings changed",
        ["productSaved"] = "Product changed",
        ["companySaved"] = "Company changed",
        ["vendorSaved"] = "Vendor changed",
        ["warehouseSaved"] = "Warehouse changed",
        ["stockCounted"] = "Stock counted",
        ["stockAdjusted"] = "Stock adjusted",
        ["stockTransferred"] = "Stock transferred",
        ["stockReceived"] = "Goods received",
        ["stockShipped"] = "Goods shipped",
        ["allocated"] = "Units changed",
        ["repaired"] = "Repaired by the audit",
        ["mailQueued"] = "E-mail written",
        ["mailSent"] = "E-mail sent",
        ["mailFailed"] = "E-mail given up",
        ["mailCancelled"] = "E-mail not sent",
        ["mailNotNeeded"] = "E-mail not needed any more",
        ["mailRetried"] = "E-mail tried again",
        ["mailWritten"] = "E-mail written by hand",
        ["mailRecorded"] = "E-mail sent",
        ["emailAssigned"] = "E-mail template assigned",
        ["emailTemplateSaved"] = "E-mail template saved",
        ["emailTemplateDeleted"] = "E-mail template deleted",
        ["emailServerSaved"] = "Mail server saved",
        ["emailServerDeleted"] = "Mail server deleted",
        ["emailRulesSaved"] = "E-mail rules saved",
        ["emailSuppressed"] = "Address suppressed",
        ["emailAllowed"] = "Address allowed again",
        ["passwordChanged"] = "Password changed",
        ["apiKeyAdded"] = "API key added",
        ["apiKeyRevoked"] = "API key revoked",
        ["userAdded"] = "User added",
        ["userChanged"] = "User changed",
        ["userRemoved"] = "User removed",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool Knows(string kind) => Words.ContainsKey(kind);

    /// <summary>What happened: <c>Item replaced</c>.</summary>
    public static string Of(string kind) => Words.GetValueOrDefault(kind) ?? Spaced(kind);

    /// <summary>A cause in which a kind stands: <c>order 1001 itemReplaced</c> as <c>order 1001 item replaced</c>.</summary>
    public static string InWords(string cause) =>
        string.Join(' ', cause.Split(' ').Select(word => Words.ContainsKey(word) ? Spaced(word) : word));

    /// <summary><c>inProcess</c> as <c>in process</c>.</summary>
    public static string Spaced(string camel) =>
        string.Concat(camel.Select((c, i) => char.IsUpper(c) && i > 0 ? " " + char.ToLowerInvariant(c) : c.ToString()));
}
