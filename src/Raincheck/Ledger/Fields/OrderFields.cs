using Raincheck.Core.Orders;
using static Raincheck.Ledger.Fields.OnSplit;

namespace Raincheck.Ledger.Fields;

/// <summary>The head of an order.</summary>
internal sealed class OrderFields : FieldTable<Order>
{
    public static readonly OrderFields Instance = new();

    private const string FollowsFromLines = "follows from the lines";
    private const string HasItsOwnEntry = "marked and unmarked are entries of their own";
    private const string CountsEntries = "counts changes";
    private const string ToldAsPromise = "promises have entries of their own";
    private const string FollowsFromSupply = "follows from stock, queue and supply";

    private OrderFields()
        : base(
            Fixed(o => o.Id, Reset),
            Fixed(o => o.Number, Reset),
            Fixed(o => o.CompanyId, Copied),
            Fixed(o => o.Channel, Copied),
            Fixed(o => o.OrderedAt, Copied),
            Fixed(o => o.FamilyId, Copied),
            Fixed(o => o.ParentId, Reset),
            ByName(o => o.PromisedDay, ToldAsPromise, Copied),
            ByName(o => o.FirstPromisedDay, ToldAsPromise, Copied),
            ByName(o => o.PromiseBasis, ToldAsPromise, Copied),
            ByName(o => o.PromisedAt, ToldAsPromise, Copied),
            ByName(o => o.PromisedTo, ToldAsPromise, Copied),
            ByName(o => o.ToldDay, ToldAsPromise, Copied),
            ByName(o => o.ExpectedDay, FollowsFromSupply, Copied),
            ByName(o => o.Risk, FollowsFromSupply, Copied),
            Journalled(o => o.Status, "status", Copied, JournalValue.Word, AtCreation.Always),
            Journalled(o => o.PaymentStatus, "paymentStatus", Copied, JournalValue.Word, AtCreation.Always),
            Journalled(o => o.Priority, "priority", Copied, JournalValue.Number, AtCreation.Always),
            Journalled(o => o.QueuedAt, "queuedAt", Copied, JournalValue.Time, AtCreation.Always),
            Journalled(o => o.ExpectedShipDate, "expectedShipDate", Copied, JournalValue.Time, AtCreation.Never),
            Journalled(o => o.ShipBy, "shipBy", Copied, JournalValue.Day, isRare: true),
            Journalled(o => o.Tags, "tags", Copied, JournalValue.Tags, isRare: true),
            Journalled(o => o.NoteToCustomer, "noteToCustomer", Copied, JournalValue.Text, isRare: true),
            Corrected(o => o.CustomerName, "customerName", Copied, JournalValue.Correction),
            Corrected(o => o.CustomerEmail, "customerEmail", Copied, JournalValue.Correction),
            Corrected(o => o.CustomerPhone, "customerPhone", Copied, JournalValue.Correction),
            Corrected(o => o.CustomerCompany, "customerCompany", Copied, JournalValue.Correction),
            Corrected(o => o.ShipTo, "shipTo", Copied, JournalValue.CorrectionOfJson),
            Corrected(o => o.BillTo, "billTo", Copied, JournalValue.CorrectionOfJson),
            Journalled(o => o.DropshipStatus, "dropshipStatus", Reset, JournalValue.Word),
            Journalled(o => o.MarkMode, "mark", Reset, JournalValue.Word, AtCreation.Never),
            Compared(o => o.KeptUnmarked, "the mark tells it", Reset),
            Saved(o => o.OpenQty, FollowsFromLines, Reset),
            Saved(o => o.BackOrderedQty, FollowsFromLines, Reset),
            Saved(o => o.State, FollowsFromLines, Reset),
            Saved(o => o.Marked, HasItsOwnEntry, Reset),
            Saved(o => o.MarkedSince, HasItsOwnEntry, Reset),
            Saved(o => o.Version, CountsEntries, Reset),
            Saved(o => o.Revision, CountsEntries, Reset)
        ) { }
}
