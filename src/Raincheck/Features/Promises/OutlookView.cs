using System.Text.Json.Serialization;
using Raincheck.Core.Consents;
using Raincheck.Core.Promises;

namespace Raincheck.Features.Promises;

/// <summary>Whether an order is on time.</summary>
public enum OutlookStatus
{
    /// <summary>It is projected to ship by its date, or it has no date to keep.</summary>
    OnTime,

    /// <summary>It is projected to ship after the date that was promised first, or after a fixed date.</summary>
    Late,

    /// <summary>It would be late if its supply slipped by as much as this vendor usually slips.</summary>
    AtRisk,

    /// <summary>Some units have no date.</summary>
    NoDate,
}

/// <summary>The projected ship date of an order, and why it waits.</summary>
/// <param name="Order">The order's number.</param>
/// <param name="AsOf">The moment of which everything here is.</param>
/// <param name="ShipsFrom">The day on which its first open units ship; null if none has a date.</param>
/// <param name="CompleteBy">The day on which its last open units ship; null unless all have a date.</param>
/// <param name="Promised">The promised ship date of the whole order; null if nothing was promised yet.</param>
/// <param name="FirstPromised">The first date that was promised.</param>
/// <param name="Status">Whether it is on time.</param>
/// <param name="Confidence">The weakest basis of its dates.</param>
/// <param name="Lines">Its lines with open units.</param>
/// <param name="Consent">The customer's consent to its delay; null if its company does not ask.</param>
public sealed record OutlookView(
    string Order,
    DateTimeOffset AsOf,
    DateOnly? ShipsFrom,
    DateOnly? CompleteBy,
    DateOnly? Promised,
    DateOnly? FirstPromised,
    OutlookStatus Status,
    DateBasis Confidence,
    IReadOnlyList<LineOutlookView> Lines,
    ConsentOutlookView? Consent = null
);

/// <summary>Consent of the customer to a delay.</summary>
/// <param name="ShipBy">The last day to ship without asking.</param>
/// <param name="RevisedDate">The ship date of the last notice; null if it told none.</param>
/// <param name="AnswerBy">The last day to answer; null before the first notice.</param>
/// <param name="SilenceMeans">What no answer means; null before the first notice.</param>
/// <param name="Answer">The answer; null without one.</param>
public sealed record ConsentOutlookView(
    DateOnly ShipBy,
    DateOnly? RevisedDate,
    DateOnly? AnswerBy,
    SilenceMeans? SilenceMeans,
    DelayAnswer? Answer
);

/// <summary>The projected ship date of a line, and why it waits.</summary>
/// <param name="Line">The line's number.</param>
/// <param name="Sku">The product.</param>
/// <param name="Waits">Its back-ordered units.</param>
/// <param name="Position">Its place among the lines that wait at its pool, from 1; null if it does not wait.</param>
/// <param name="Waiting">How many lines wait there.</param>
/// <param name="UnitsAhead">The back-ordered units before it and the unfilled firm units behind it.</param>
/// <param name="Shared">Whether kits or replacements share its supply.</param>
/// <param name="Conditional">Whether its dates are those that it would have if it counted today.</param>
/// <param name="Reasons">The wait reasons, in order of precedence; empty if it does not wait.</param>
/// <param name="Schedule">Its open units in the order of their ship dates. Units without a date are the last piece.</param>
/// <param name="BuyBy">The last day on which to buy the units that are not on order for <c>schedule</c> to hold.</param>
/// <param name="MayLose">Units that it would hold on one day and lose on a later one; null for none.</param>
/// <param name="Promised">The promised ship date; null if nothing was promised yet.</param>
/// <param name="FirstPromised">The first date that was promised.</param>
/// <param name="Text">All of this in a sentence for people.</param>
public sealed record LineOutlookView(
    int Line,
    string Sku,
    int Waits,
    long? Position,
    long Waiting,
    long UnitsAhead,
    bool Shared,
    bool Conditional,
    IReadOnlyList<WaitReasonView> Reasons,
    IReadOnlyList<SchedulePieceView> Schedule,
    DateOnly? BuyBy,
    MayLoseView? MayLose,
    DateOnly? Promised,
    DateOnly? FirstPromised,
    string Text
);

/// <summary>Units that ship together.</summary>
/// <param name="Quantity">How many.</param>
/// <param name="Date">The ship date; null if there is none.</param>
/// <param name="Basis">The basis of the date.</param>
/// <param name="Source">The purchase order that brings them; null for units on hand and for units not on order.</param>
public sealed record SchedulePieceView(int Quantity, DateOnly? Date, DateBasis Basis, string? Source);

/// <summary>Units that a line would lose again.</summary>
/// <param name="Quantity">How many.</param>
/// <param name="At">The day on which they go.</param>
/// <param name="To">The order that takes them, if it is known.</param>
public sealed record MayLoseView(int Quantity, DateOnly At, string? To);

/// <summary>The kinds of reasons for which a line waits, in the order in which they are given.</summary>
public enum WaitReasonKind
{
    /// <summary>A cart or a quote.</summary>
    NotConfirmed,

    /// <summary>Its payment status does not count.</summary>
    PaymentDoesNotCount,

    /// <summary>Its status does not count.</summary>
    StatusDoesNotCount,

    /// <summary>The order is on hold: it keeps its place, and nothing ships.</summary>
    OnHold,

    /// <summary>Units wait for the purchase order that they are linked to.</summary>
    WaitsForLinkedPurchaseOrder,

    /// <summary>Units of it are with a dropship vendor.</summary>
    AtVendor,

    /// <summary>Other orders come first.</summary>
    Ahead,

    /// <summary>A later order holds firm units.</summary>
    HeldByFirm,

    /// <summary>A component of the kit is short.</summary>
    ComponentShort,

    /// <summary>There are units in a warehouse that does not count.</summary>
    StockNotCounted,

    /// <summary>The replacement has units, and replacements are not considered.</summary>
    ReplacementOff,

    /// <summary>Stock has changed, and the next periodic pass brings it to the orders.</summary>
    StockChangeWaitsForPass,

    /// <summary>No purchase order brings any.</summary>
    NothingOnOrder,

    /// <summary>A purchase order has no usable date.</summary>
    OnOrderWithoutDate,

    /// <summary>The purchase order that brings them is overdue.</summary>
    Overdue,
}

/// <summary>A wait reason of a line. The kind determines the members.</summary>
public sealed record WaitReasonView(
    WaitReasonKind Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PurchaseOrder = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Orders = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Units = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OldestOrder = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Order = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Who = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Why = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Until = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sku = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Warehouse = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] NotCountedBecause? Because = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Available = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? At = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Days = null
);

/// <summary>Why the stock of a warehouse does not count.</summary>
public enum NotCountedBecause
{
    /// <summary>The warehouse is not sellable.</summary>
    NotSellable,

    /// <summary>It is for returns.</summary>
    Return,

    /// <summary>It is a dropship warehouse, and the settings leave those out.</summary>
    Dropship,
}
