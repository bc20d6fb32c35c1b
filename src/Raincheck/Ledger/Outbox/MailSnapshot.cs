using System.Text.Json.Serialization;
using Raincheck.Core.Notices;
using Raincheck.Core.Orders;

namespace Raincheck.Ledger.Outbox;

/// <summary>
/// The quantities that a mail tells: those of the moment at which it leaves; of a mail that a person writes, those of the
/// moment at which it was written.
/// </summary>
/// <param name="Lines">Every line of the order that has something on it.</param>
/// <param name="Note">What was said about it: the reason of a delay, the vendor's name.</param>
public sealed record MailSnapshot(
    IReadOnlyList<MailSnapshotLine> Lines,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note = null
)
{
    /// <summary>What a mail tells that leaves now.</summary>
    internal static MailSnapshot Of(NoticeContent content, NoticeState state, Catalogue catalogue)
    {
        var units = content.Lines.ToDictionary(l => l.Line.Line, l => l.Units);
        return new MailSnapshot(
            [.. state.Lines.Select(l => MailSnapshotLine.Of(l, LineState.Of(l), units.GetValueOrDefault(l.Line), catalogue))],
            content.Note
        );
    }
}

/// <summary>A line at that moment.</summary>
/// <param name="Line">Its number.</param>
/// <param name="Sku">What is sent.</param>
/// <param name="Units">The units that the mail is about: back-ordered, come, cancelled, or handed to a vendor.</param>
/// <param name="Ordered">Units ordered.</param>
/// <param name="Open">Of them, those neither shipped nor cancelled nor handed to a vendor.</param>
/// <param name="Allocated">Of those, the ones that it holds.</param>
/// <param name="BackOrdered">Of those, the ones that it lacks.</param>
/// <param name="Shipped">Units shipped.</param>
/// <param name="Cancelled">Units cancelled.</param>
/// <param name="ReplacementSku">The product whose units it holds in place of its own.</param>
/// <param name="Replacements">How many of those.</param>
/// <param name="InsteadOf">The product that was ordered, if another is sent.</param>
public sealed record MailSnapshotLine(
    int Line,
    string Sku,
    int Units,
    int Ordered,
    int Open,
    int Allocated,
    int BackOrdered,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Shipped = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Cancelled = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ReplacementSku = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Replacements = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? InsteadOf = null
)
{
    /// <summary>Whether another product is sent than the one ordered.</summary>
    [JsonIgnore]
    public bool IsReplaced => ReplacementSku is not null || (InsteadOf is not null && Ordered > Cancelled);

    internal static MailSnapshotLine Of(OrderLine line, LineState state, int units, Catalogue catalogue) =>
        new(
            line.Line,
            catalogue.Sku(state.SkuId),
            units,
            state.Quantity,
            state.Open,
            state.Allocated,
            state.BackOrdered,
            state.Shipped,
            state.Cancelled,
            state.ReplacementPoolId is { } replacement ? catalogue.Sku(replacement) : null,
            state.ReplacementAllocated,
            line.OriginalSkuId is { } original ? catalogue.Sku(original) : null
        );
}
