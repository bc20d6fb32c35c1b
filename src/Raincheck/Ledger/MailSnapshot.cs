using System.Text.Json.Serialization;

namespace Raincheck.Ledger;

/// <summary>The quantities that a mail tells of, as they were at the moment that it is about.</summary>
/// <param name="Lines">Every line of the order that has something on it.</param>
/// <param name="Note">What was said about it: the reason of a delay, the vendor's name.</param>
public sealed record MailSnapshot(
    IReadOnlyList<MailSnapshotLine> Lines,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note = null
);

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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Replacements = 0
);
