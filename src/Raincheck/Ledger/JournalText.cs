using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Promises;
using Raincheck.Core.Stock;
using Raincheck.Ledger.Fields;
using Raincheck.Ledger.Outbox;
using Raincheck.Ledger.Work;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>
/// Journal entries. Quantities are written as differences and only where they are not zero: the sum over the entries of a
/// line is its state, which <c>verify</c> checks.
/// </summary>
internal static class JournalText
{
    /// <summary>What the data of an entry contains where a mark was lifted although no units came: by a cancellation, a vendor, a person.</summary>
    public const string WithoutUnits = "\"unitsCame\":false";

    /// <summary>The kind of an internal note of an order.</summary>
    public const string NoteKind = "noted";

    /// <summary>The member that has its text.</summary>
    public const string NoteMember = "note";

    private const string UnitsCame = "unitsCame";

    private static readonly JsonWriterOptions Options = new()
    {
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions NoteOptions = new(LedgerJson.Options)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    public static JournalEntry Order(
        ChangeSet changeSet,
        Order order,
        bool isOwn,
        HeadState? before,
        HeadState? after,
        List<LineChange> changes,
        Catalogue catalogue
    )
    {
        var entry = Entry(changeSet, isOwn ? changeSet.Command.Kind : "allocated", orderId: order.Id);
        Write(
            entry,
            json =>
            {
                if (after is { } a)
                    HeadState.WriteChanges(json, before, a);
                foreach (var (about, name, value) in changeSet.Details)
                {
                    if (about == order)
                        json.WriteString(name, value);
                }
                if (changes.Count == 0)
                    return;
                json.WriteStartArray("lines");
                foreach (var change in changes)
                    WriteLine(json, change, catalogue);
                json.WriteEndArray();
            }
        );
        return entry;
    }

    /// <param name="changeSet">The command's.</param>
    /// <param name="order">The order, marked or not any more.</param>
    /// <param name="isTold">Whether its customer is told: the audit looks for the mail.</param>
    /// <param name="unitsCame">Where it is not marked any more: whether units came for what had waited.</param>
    public static JournalEntry Mark(ChangeSet changeSet, Order order, bool isTold, bool unitsCame)
    {
        var entry = Entry(changeSet, order.Marked ? "marked" : "unmarked", orderId: order.Id);
        Write(
            entry,
            json =>
            {
                json.WriteNumber("backOrdered", order.BackOrderedQty);
                if (isTold)
                    json.WriteBoolean("notice", true);
                if (!order.Marked && !unitsCame)
                    json.WriteBoolean(UnitsCame, false);
            }
        );
        return entry;
    }

    /// <summary>A promise was set, or moved.</summary>
    /// <param name="changeSet">The command's.</param>
    /// <param name="order">The order, with the date that is promised now.</param>
    /// <param name="cause">What set or moved it.</param>
    /// <param name="from">The date of the whole order before; null if there was none.</param>
    /// <param name="changes">The lines whose promise changed.</param>
    public static JournalEntry Promise(ChangeSet changeSet, Order order, string cause, DateOnly? from, IReadOnlyList<PromiseChange> changes)
    {
        var isFirst = from is null && changes.All(c => c.From is null);
        var entry = Entry(changeSet, isFirst ? "promised" : "promiseMoved", orderId: order.Id);
        entry.Cause = cause;
        Write(
            entry,
            json =>
            {
                JournalValue.Day(json, "from", from);
                JournalValue.Day(json, "to", StoredDay.Of(order.PromisedDay));
                if (order.PromiseBasis is { } basis)
                    JournalValue.Word(json, "basis", basis);
                json.WriteStartArray("promises");
                foreach (var change in changes)
                {
                    json.WriteStartObject();
                    json.WriteNumber("line", change.Line);
                    JournalValue.Day(json, "from", change.From);
                    JournalValue.Day(json, "to", change.To);
                    JournalValue.Word(json, "basis", change.Basis);
                    if (change.Source is { } source)
                        json.WriteString("purchaseOrder", source);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
        );
        return entry;
    }

    public static JournalEntry Mail(ChangeSet changeSet, MailEntry said, OutboxMail mail, Catalogue catalogue)
    {
        var entry = Entry(changeSet, said.Kind, orderId: mail.OrderId);
        Write(
            entry,
            json =>
            {
                if (mail.Event is { } what)
                    json.WriteString("event", what.ToString());
                if (catalogue.Mail.FindTemplate(mail.TemplateId) is { } template)
                    json.WriteString("template", template.Name);
                json.WriteString("to", mail.ToAddress);
                json.WriteString("messageId", mail.MessageId);
                if (said.Reason is { } reason)
                    json.WriteString("reason", reason);
            }
        );
        return entry;
    }

    public static JournalEntry Stock(
        ChangeSet changeSet,
        int skuId,
        Warehouse warehouse,
        long delta,
        long onHand,
        string kind,
        string? reason
    )
    {
        var entry = Entry(changeSet, kind, skuId: skuId);
        Write(
            entry,
            json =>
            {
                json.WriteString("warehouse", warehouse.Code);
                json.WriteNumber("delta", delta);
                json.WriteNumber("onHand", onHand);
                if (reason is not null)
                    json.WriteString("reason", reason);
            }
        );
        return entry;
    }

    public static JournalEntry PurchaseOrder(ChangeSet changeSet, LoadedPurchaseOrder order, Catalogue catalogue)
    {
        var entry = Entry(changeSet, changeSet.Command.Kind, purchaseOrderId: order.Order.Id);
        Write(
            entry,
            json =>
            {
                json.WriteString("status", EnumName.Of(order.Order.Status));
                if (order.Order.DropshipStatus != DropshipStatus.None)
                    json.WriteString("dropshipStatus", EnumName.Of(order.Order.DropshipStatus));
                json.WriteStartArray("lines");
                foreach (var line in order.Lines)
                {
                    json.WriteStartObject();
                    json.WriteNumber("line", line.Line);
                    json.WriteString("sku", catalogue.Sku(line.SkuId));
                    json.WriteNumber("quantity", line.Quantity);
                    json.WriteNumber("received", line.Received);
                    if (line.Cancelled > 0)
                        json.WriteNumber("cancelled", line.Cancelled);
                    if (line.ExpectedAt is { } expectedAt)
                        json.WriteString("expectedAt", Micros.ToTime(expectedAt).UtcDateTime);
                    if (line.IsConfirmed)
                        json.WriteBoolean("confirmed", true);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
        );
        return entry;
    }

    /// <summary>An internal note of an order.</summary>
    public static JournalEntry OrderNote(ChangeSet changeSet, Order order, string text)
    {
        var entry = Entry(changeSet, changeSet.Command.Kind, orderId: order.Id);
        Write(entry, json => json.WriteString(NoteMember, text));
        return entry;
    }

    /// <summary>An entry about settings or catalogue: what they are from now on.</summary>
    public static JournalEntry Note<T>(ChangeSet changeSet, T value, int? skuId = null)
    {
        var entry = Entry(changeSet, changeSet.Command.Kind, skuId: skuId);
        entry.Data = JsonSerializer.Serialize(value, JsonSerializerOptions.Web);
        return entry;
    }

    /// <summary>An entry about something of an order that neither its head nor its lines show.</summary>
    public static JournalEntry OrderNote<T>(ChangeSet changeSet, Order order, T data)
    {
        var entry = Entry(changeSet, changeSet.Command.Kind, orderId: order.Id);
        entry.Data = JsonSerializer.Serialize(data, NoteOptions);
        return entry;
    }

    private static JournalEntry Entry(
        ChangeSet changeSet,
        string kind,
        long? orderId = null,
        int? skuId = null,
        long? purchaseOrderId = null
    ) =>
        new()
        {
            At = changeSet.At,
            Actor = changeSet.Actor,
            Kind = kind,
            Cause = changeSet.Command.Cause,
            OrderId = orderId,
            SkuId = skuId,
            PurchaseOrderId = purchaseOrderId,
        };

    private static void WriteLine(Utf8JsonWriter json, in LineChange change, Catalogue catalogue)
    {
        var (before, after) = (change.Before, change.After);
        json.WriteStartObject();
        json.WriteNumber("line", change.Line.Line);
        if (before.SkuId != after.SkuId)
            json.WriteString("sku", catalogue.Sku(after.SkuId));
        WriteDelta(json, "ordered", after.Quantity - before.Quantity);
        WriteDelta(json, "shipped", after.Shipped - before.Shipped);
        WriteDelta(json, "cancelled", after.Cancelled - before.Cancelled);
        WriteDelta(json, "dropshipped", after.Dropshipped - before.Dropshipped);
        WriteDelta(json, "firmWanted", after.FirmWanted - before.FirmWanted);
        WriteDelta(json, "pinned", after.Pinned - before.Pinned);
        WriteDelta(json, "linked", after.Linked - before.Linked);
        WriteDelta(json, "own", after.OwnAllocated - before.OwnAllocated);
        WriteDelta(json, "firm", after.Firm - before.Firm);
        WriteDelta(json, "replacement", after.ReplacementAllocated - before.ReplacementAllocated);
        if (after.ReplacementPoolId != before.ReplacementPoolId && after.ReplacementPoolId is { } replacement)
            json.WriteString("replacementSku", catalogue.Sku(replacement));
        json.WriteEndObject();
    }

    private static void WriteDelta(Utf8JsonWriter json, string name, int delta)
    {
        if (delta != 0)
            json.WriteNumber(name, delta);
    }

    private static void Write(JournalEntry entry, Action<Utf8JsonWriter> members)
    {
        buffer ??= new ArrayBufferWriter<byte>(4096);
        writer ??= new Utf8JsonWriter(buffer, Options);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        entry.Data = Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
