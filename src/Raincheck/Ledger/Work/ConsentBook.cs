using Raincheck.Core.Consents;
using Raincheck.Core.Orders;
using Raincheck.Storage;

namespace Raincheck.Ledger.Work;

/// <summary>Consent to delays: one row for each order of a company that asks for it.</summary>
public sealed class ConsentBook
{
    private readonly WorkContext context;
    private readonly Dictionary<long, DelayConsent> rows = [];
    private readonly HashSet<long> changed = [];

    internal ConsentBook(WorkContext context) => this.context = context;

    /// <summary>The row of an order that was declared with its consent; null if its company does not ask.</summary>
    public DelayConsent? Find(Order order) => rows.GetValueOrDefault(order.Id);

    /// <summary>Says that the command changed the row of an order; the order's head must be touched too.</summary>
    public void Change(DelayConsent row) => changed.Add(row.OrderId);

    /// <summary>Gives the child of a split the consent of its parent. Its customer answers for both with the parent's token.</summary>
    public void Copy(Order parent, Order child) =>
        context.Transaction.Execute(
            """
            INSERT INTO delay_consents (order_id, stage, check_on, changes, ship_by, notices, revised_date, answer_by, silence,
                consent_until, answer, answered_by, answered_at, note, refund_by)
            SELECT @child, stage, CASE WHEN check_on IS NULL THEN NULL ELSE 0 END, 0, ship_by, notices, revised_date, answer_by, silence,
                consent_until, answer, answered_by, answered_at, note, refund_by
            FROM delay_consents WHERE order_id = @parent
            """,
            ("child", child.Id),
            ("parent", parent.Id)
        );

    /// <summary>Begins to watch the orders of a company that are not done.</summary>
    internal void WatchAll(int companyId) =>
        context.Transaction.Execute(
            $"""
            INSERT INTO delay_consents (order_id, stage, check_on, changes, ship_by, notices, silence)
            SELECT id, {(int)DelayStage.Watched}, 0, 0, 0, 0, 0 FROM orders
            WHERE company_id = @company AND status IN ({(int)OrderStatus.Cart}, {(int)OrderStatus.Quote}, {OrderStatuses.OpenSql})
            ON CONFLICT (order_id) DO UPDATE SET check_on = 0, changes = delay_consents.changes + 1
            WHERE delay_consents.stage < {(int)DelayStage.Closed}
            """,
            ("company", companyId)
        );

    /// <summary>Asks for the rows of orders.</summary>
    internal void Ask(IReadOnlyCollection<string> orderNumbers)
    {
        if (orderNumbers.Count > 0)
            context.Transaction.Ask<DelayConsent>(
                "order_id IN (SELECT id FROM orders WHERE number IN {consentNumbers})",
                [("consentNumbers", orderNumbers.ToArray())],
                row => rows[row.OrderId] = row
            );
    }

    /// <summary>Watches new orders, and has the job look at those that changed.</summary>
    internal void Save(IEnumerable<LoadedOrder> orders)
    {
        var watched = orders.Where(o => context.Catalogue.Company(o.Order.CompanyId).DelayRule != DelayRule.None).ToList();
        if (watched.Count > 0)
        {
            WatchNew([.. watched.Where(o => o.IsNew).Select(o => o.Order.Id)]);
            Wake([.. watched.Where(o => !o.IsNew && o.IsChanged).Select(o => o.Order.Id)]);
        }
        context.Transaction.Update(
            rows.Values.Where(r => changed.Contains(r.OrderId)).ToList(),
            nameof(DelayConsent.Stage),
            nameof(DelayConsent.CheckOn),
            nameof(DelayConsent.ShipBy),
            nameof(DelayConsent.Notices),
            nameof(DelayConsent.RevisedDate),
            nameof(DelayConsent.AnswerBy),
            nameof(DelayConsent.Silence),
            nameof(DelayConsent.ConsentUntil),
            nameof(DelayConsent.Answer),
            nameof(DelayConsent.AnsweredBy),
            nameof(DelayConsent.AnsweredAt),
            nameof(DelayConsent.Note),
            nameof(DelayConsent.RefundBy),
            nameof(DelayConsent.RefundedAt),
            nameof(DelayConsent.RefundedBy),
            nameof(DelayConsent.TokenHash)
        );
    }

    private void WatchNew(long[] orderIds)
    {
        // The child of a split has its row already.
        if (orderIds.Length > 0)
            context.Transaction.Execute(
                $$"""
                INSERT INTO delay_consents (order_id, stage, check_on, changes, ship_by, notices, silence)
                SELECT id, {{(int)DelayStage.Watched}}, 0, 0, 0, 0, 0 FROM orders WHERE id IN {ids}
                ON CONFLICT (order_id) DO NOTHING
                """,
                ("ids", orderIds)
            );
    }

    private void Wake(long[] orderIds)
    {
        if (orderIds.Length > 0)
            context.Transaction.Execute(
                "UPDATE delay_consents SET check_on = 0, changes = changes + 1 WHERE order_id IN {ids} AND check_on IS NOT NULL",
                ("ids", orderIds)
            );
    }
}
