using Raincheck.Core.Orders;
using Raincheck.Core.Stock;

namespace Raincheck.Ledger.Work;

/// <summary>The lines of orders that commands add, change and remove. Their pins and links follow the units that are left.</summary>
internal sealed class LineBook(WorkContext context, IdentityMap rows, QueueSettler queues, PinBook pins, LinkBook links)
{
    public required PromiseBook Promises { get; init; }

    /// <summary>Adds a line; its number, queue position and whether it counts follow from the order.</summary>
    public void Add(LoadedOrder order, OrderLine line)
    {
        if (!order.IsNew)
            context.Current.Touch(order.Order);
        var number = order.Lines.Count == 0 ? 1 : order.Lines.Max(l => l.Line) + 1;
        line.Join(order.Order, number, Counts(order.Order));
        order.Lines.Add(line);
        rows.AddNew(line);
        context.Current.NewLines.Add(line);
    }

    /// <summary>Says that the command is about to change a line. It leaves its queue until the command ends.</summary>
    public void Touch(LoadedOrder order, OrderLine line)
    {
        context.Current.Touch(order.Order);
        queues.Open(line);
    }

    /// <summary>Sends another product on a line and keeps the ordered product.</summary>
    public void Replace(LoadedOrder order, OrderLine line, Product product)
    {
        Touch(order, line);
        line.Replace(product, context.Catalogue.FrozenComponents(product));
        Promises.Forget(line);
    }

    /// <summary>After the head of an order changed: updates the queue position of its lines, and whether they count.</summary>
    public void PlaceAll(LoadedOrder order)
    {
        var counts = Counts(order.Order);
        foreach (var line in order.Lines)
        {
            Touch(order, line);
            line.Place(order.Order, counts);
        }
    }

    /// <summary>Removes a line whose units all went to another order.</summary>
    public void Remove(LoadedOrder order, OrderLine line)
    {
        Touch(order, line);
        line.Shrink();
        Follow(line);
        context.Current.OpenLines.Remove(line);
        order.Lines.Remove(line);
        rows.Remove(line);
        context.Transaction.Execute(
            "DELETE FROM order_lines WHERE order_id = @order AND line = @line",
            ("order", line.OrderId),
            ("line", line.Line)
        );
    }

    /// <summary>At the end of a command: the lines that it changed or added join their queues.</summary>
    public void JoinQueues()
    {
        var current = context.Current;
        foreach (var line in current.OpenLines)
        {
            line.Shrink();
            Follow(line);
            queues.Join(line);
        }
        links.UpdateDropshipStatus();
        foreach (var line in current.NewLines)
            queues.JoinNew(line);
        current.OpenLineSet.Clear();
    }

    /// <summary>After a command changed a line: its pin and its links follow the units that are left.</summary>
    private void Follow(OrderLine line)
    {
        var before = context.Current.LinesBefore[line];
        pins.Follow(line, before);
        links.Follow(line, before);
    }

    private bool Counts(Order order) => context.Settings.For(order.Id).Counts(order.Status, order.PaymentStatus);
}
