using System.Collections.Frozen;

namespace Raincheck.Platform;

/// <summary>The kinds of journal entries in the words of the people who read them.</summary>
internal static class JournalKinds
{
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["created"] = "Order created",
        ["confirmed"] = "Order confirmed",
        ["held"] = "Put on hold",
        ["released"] = "Released from hold",
        ["cancelled"] = "Cancelled",
        ["shipped"] = "Shipped",
        ["recalculated"] = "Recalculated",
        ["changed"] = "Changed",
        ["noted"] = "Note",
        ["markChosen"] = "Back order status changed",
        ["marked"] = "Marked as back order",
        ["unmarked"] = "No longer a back order",
        ["lineAdded"] = "Line added",
        ["quantityChanged"] = "Quantity changed",
        ["itemReplaced"] = "Item replaced",
        ["split"] = "Split",
        ["delayed"] = "Shipping delayed",
        ["promised"] = "Ship date promised",
        ["promiseMoved"] = "Promised ship date moved",
        ["delayOptionSent"] = "Customer asked about the delay",
        ["renewedDelayOptionSent"] = "Customer asked about a further delay",
        ["whatIf"] = "Hypothetical changes compared",
        ["whatIfApplied"] = "Hypothetical changes carried out",
        ["delayAccepted"] = "Customer accepted the delay",
        ["delayRejected"] = "Customer cancelled because of the delay",
        ["delayConsentMissing"] = "No consent to the delay: counts as cancelled",
        ["delayConsentClosed"] = "No consent to a delay needed any more",
        ["refundRecorded"] = "Refund recorded",
        ["dropshipped"] = "Dropshipped",
        ["dropshipStatusChanged"] = "Dropship status changed",
        ["pinned"] = "Units pinned",
        ["pinLifted"] = "Pin removed",
        ["pinExpired"] = "Pin expired",
        ["linked"] = "Linked to a purchase order",
        ["unlinked"] = "Link removed",
        ["received"] = "Purchase order received",
        ["purchaseOrderCreated"] = "Purchase order created",
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
        ["mailQueued"] = "E-mail queued",
        ["mailReaddressed"] = "E-mail goes to the new address",
        ["mailSent"] = "E-mail sent",
        ["mailFailed"] = "E-mail failed",
        ["mailCancelled"] = "E-mail cancelled",
        ["mailNotNeeded"] = "E-mail not needed",
        ["mailRetried"] = "E-mail retried",
        ["mailWritten"] = "E-mail queued manually",
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

    /// <summary>Whether an entry of that kind is about an e-mail.</summary>
    public static bool IsMail(string kind) => kind.StartsWith("mail", StringComparison.Ordinal);

    /// <summary>What happened: <c>Item replaced</c>.</summary>
    public static string Of(string kind) => Words.GetValueOrDefault(kind) ?? Spaced(kind);

    /// <summary>A cause in which a kind stands: <c>order 1001 itemReplaced</c> as <c>order 1001 item replaced</c>.</summary>
    public static string InWords(string cause) =>
        string.Join(' ', cause.Split(' ').Select(word => Words.ContainsKey(word) ? Spaced(word) : word));

    /// <summary><c>inProcess</c> as <c>in process</c>.</summary>
    public static string Spaced(string camel) =>
        string.Concat(camel.Select((c, i) => char.IsUpper(c) && i > 0 ? " " + char.ToLowerInvariant(c) : c.ToString()));
}
