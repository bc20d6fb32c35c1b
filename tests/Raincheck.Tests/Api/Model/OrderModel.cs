namespace Raincheck.Tests.Api.Model;

/// <summary>
/// The rules of back orders told a second time, as plainly as can be: lists of orders and units, and a walk along the queue
/// from its head after every change. It knows nothing of how the product does it.
/// </summary>
internal sealed class OrderModel
{
    public const string Kit = "K";

    /// <summary>Products with stock of their own. S is a shadow of B; K is made of two C and one D.</summary>
    public static readonly string[] Plain = ["X", "Y", "A", "R", "B", "C", "D"];

    public static readonly string[] Skus = [.. Plain, "S", Kit];

    /// <summary>What becomes of units at a vendor, as far as it has come.</summary>
    public static readonly string[] VendorSteps = ["pending", "requested", "acknowledged", "processed", "cancelled"];

    public static readonly string[] Warehouses = ["MAIN", "EAST", "DROP", "DOCK", "BACK"];

    private static readonly (string Sku, int PerKit)[] Components = [("C", 2), ("D", 1)];

    private readonly Dictionary<(string Sku, string Warehouse), long> onHand = [];

    public List<ModelOrder> Orders { get; } = [];

    public List<ModelPurchase> Purchases { get; } = [];

    /// <summary>Units of lines that a purchase order is to bring, or that a vendor ships; those that are over stay, with 0 units.</summary>
    public List<ModelLink> Links { get; } = [];

    public bool ConsiderReplacement { get; set; }

    public bool ExcludeDropship { get; set; } = true;

    public bool IncludeAuthorized { get; set; }

    public bool IncludeUnpaid { get; set; }

    public bool StopMarking { get; set; }

    /// <summary>Off, the queue goes on, and nothing of it is shown.</summary>
    public bool Workflow { get; set; } = true;

    public bool EastIsSellable { get; set; } = true;

    /// <summary>What takes the place of a product where it is missing.</summary>
    public Dictionary<string, string> Replacements { get; } = new(StringComparer.Ordinal) { ["A"] = "R", ["S"] = "C" };

    /// <summary>Free counted units, after the last walk.</summary>
    public Dictionary<string, long> Available { get; private set; } = [];

    public long OnHand(string sku, string warehouse) => onHand.GetValueOrDefault((sku, warehouse));

    public long Counted(string sku) => Warehouses.Where(IsCounted).Sum(w => OnHand(sku, w));

    /// <summary>Where a product is, and how much of it.</summary>
    public IEnumerable<(string Warehouse, long Units)> Places(string sku) =>
        Warehouses.Select(w => (w, OnHand(sku, w))).Where(p => p.Item2 != 0);

    /// <summary>Units of a product that lines which count want of it, and those that they lack, kits included.</summary>
    public (long Open, long BackOrdered) Wanted(string sku)
    {
        var wanting = Orders
            .SelectMany(o => o.Lines)
            .Where(l => l.Counted)
            .SelectMany(l => (sku == Kit ? [(l.Sku, 1)] : Needed(l.Sku)).Where(n => n.Item1 == sku).Select(n => (Line: l, Units: n.Item2)))
            .ToList();
        return (wanting.Sum(w => w.Units * w.Line.Open), wanting.Sum(w => w.Units * w.Line.BackOrdered));
    }

    public long AvailableOf(string sku) => Needed(sku).Min(n => Available[n.Sku] / n.Units);

    public void Move(string sku, string warehouse, long units) => onHand[(sku, warehouse)] = OnHand(sku, warehouse) + units;

    public long OnOrder(string sku) => Purchases.Where(p => !p.IsDropship).Sum(p => p.Line(sku)?.Pending ?? 0);

    /// <summary>What is short, and would be bought.</summary>
    public Dictionary<string, long> Short() =>
        Plain.Select(s => (Sku: s, Units: Workflow ? Wanted(s).BackOrdered - OnOrder(s) : 0)).Where(s => s.Units > 0).ToDictionary();

    /// <summary>Whether what is received there is stock.</summary>
    public bool IsCounted(string warehouse) =>
        warehouse is "MAIN" || (warehouse == "EAST" && EastIsSellable) || (warehouse == "DROP" && !ExcludeDropship);

    /// <summary>What a purchase order is to serve, in the order of the queue.</summary>
    public List<ModelLink> WaitingOn(ModelPurchase purchase) =>
        [.. Links.Where(l => l.Purchase == purchase && l.Units > 0).OrderBy(l => (l.Order, l.Line), QueueOrder)];

    /// <summary>Of one line on purchase orders that come to a warehouse, the oldest first.</summary>
    public List<ModelLink> Linked(ModelLine line) =>
        [.. Links.Where(l => l.Line == line && l.Units > 0 && !l.Purchase.IsDropship).OrderBy(l => l.Purchase.Id)];

    public int LinkedUnits(ModelLine line) => Linked(line).Sum(l => l.Units);

    /// <summary>More units of a line for a purchase order to bring, or for a vendor to ship.</summary>
    public void Link(ModelPurchase purchase, ModelOrder order, ModelLine line, int units)
    {
        var sku = purchase.IsDropship ? line.Sku : Pool(line.Sku);
        if (Links.Find(l => l.Purchase == purchase && l.Line == line && l.Sku == sku) is not { } link)
            Links.Add(link = new ModelLink(purchase, order, line, sku));
        link.Units += units;
    }

    /// <summary>A receipt: the linked lines get theirs first, and links to cancelled units are removed.</summary>
    public void Receive(ModelPurchase purchase, IEnumerable<(string Sku, int Units, string Warehouse)> goods)
    {
        foreach (var (sku, units, warehouse) in goods)
        {
            purchase.Line(sku)!.Received += units;
            Move(sku, warehouse, units);
            var left = IsCounted(warehouse) ? units : 0;
            foreach (var link in WaitingOn(purchase).Where(l => l.Sku == sku))
            {
                var taken = Math.Min(link.Units, left);
                left -= taken;
                link.Units -= taken;
                link.Line.CrossDock(taken);
            }
        }
        Unlink(purchase);
    }

    /// <summary>Takes away what is linked beyond what is to come, from the end of the queue.</summary>
    public void Unlink(ModelPurchase purchase)
    {
        foreach (var line in purchase.Lines)
        {
            var left = (int)line.Pending;
            foreach (var link in WaitingOn(purchase).Where(l => l.Sku == line.Sku))
            {
                link.Units = Math.Min(link.Units, left);
                left -= link.Units;
            }
        }
    }

    /// <summary>The vendor will not ship these units: they are open again.</summary>
    public static void GiveBack(ModelLink link, int units)
    {
        link.Line.Dropshipped -= units;
        link.Units -= units;
        link.Purchase.Line(link.Sku)!.Cancelled += units;
        End(link.Purchase);
    }

    /// <summary>The vendor shipped these units.</summary>
    public static void Process(ModelLink link, int units)
    {
        link.Line.Dropshipped -= units;
        link.Line.Shipped += units;
        (link.Processed, link.Units) = (link.Processed + units, link.Units - units);
        link.Purchase.Line(link.Sku)!.Received += units;
        link.Purchase.DropshipStatus = "acknowledged";
        End(link.Purchase);
    }

    /// <summary>Where nothing is pending any more the vendor is done: processed where it shipped anything.</summary>
    private static void End(ModelPurchase purchase)
    {
        if (purchase.Lines.Exists(l => l.Pending > 0))
            return;
        var processed = purchase.Lines.Exists(l => l.Received > 0);
        purchase.DropshipStatus = processed ? "processed" : "cancelled";
    }

    public string DropshipStatus(ModelOrder order)
    {
        var ofOrder = Links.Where(l => l.Order == order).ToList();
        var onTheWay = ofOrder
            .Where(l => l.Units > 0)
            .Select(l => l.Purchase.IsDropship ? Array.IndexOf(VendorSteps, l.Purchase.DropshipStatus) : 0)
            .ToList();
        var ended = ofOrder.Where(l => l.Units == 0 && l.Purchase.IsDropship).ToList();
        return onTheWay.Count > 0 ? VendorSteps[onTheWay.Min()]
            : ended.Exists(l => l.Processed > 0) ? "processed"
            : ended.Count > 0 ? "cancelled"
            : "none";
    }

    public bool Counts(ModelOrder order) =>
        order.IsAccepted
        && order.Payment switch
        {
            "charged" => true,
            "authorized" => IncludeAuthorized,
            _ => IncludeUnpaid,
        };

    public bool IsMarked(ModelOrder order) =>
        Workflow
        && order.IsAccepted
        && (order.Mark == "marked" || (order.Mark == "auto" && !order.KeptUnmarked && order.Lines.Sum(l => l.BackOrdered) > 0));

    /// <summary>Where units come from: of a shadow its parent.</summary>
    public static string Pool(string sku) => sku == "S" ? "B" : sku;

    /// <summary>Serves everybody anew: pinned units first, then one line after the other as it stands in the queue.</summary>
    public void Walk()
    {
        Available = Plain.ToDictionary(sku => sku, Counted);
        foreach (var line in Orders.SelectMany(o => o.Lines))
        {
            line.FirmWanted = Math.Min(line.FirmWanted, line.Open);
            line.Pinned = Math.Min(line.Pinned, line.FirmWanted);
            // The youngest purchase orders are let go of first.
            var left = line.Open - line.CrossDocked;
            foreach (var link in Linked(line))
            {
                link.Units = Math.Min(link.Units, left);
                left -= link.Units;
            }
            (line.Own, line.Firm, line.Replaced, line.Counted) = (0, 0, 0, false);
        }
        var queue = Orders
            .Where(Counts)
            .SelectMany(o => o.Lines.Select(l => (Order: o, Line: l)))
            .OrderBy(c => c, QueueOrder)
            .Select(c => c.Line)
            .ToList();
        foreach (var line in queue)
        {
            line.Counted = true;
            line.Own = line.Firm = Take(line.Sku, line.FirmWanted);
        }
        foreach (var line in queue)
        {
            line.Own += Take(line.Sku, line.Open - line.Own);
            if (ConsiderReplacement && Replacements.GetValueOrDefault(line.Sku) is { } other)
                line.Replaced = Take(other, line.Open - line.Own);
        }
    }

    private static readonly Comparer<(ModelOrder Order, ModelLine Line)> QueueOrder = Comparer<(ModelOrder Order, ModelLine Line)>.Create(
        (a, b) => Place(a).CompareTo(Place(b))
    );

    private static (int, int, int, int, int) Place((ModelOrder Order, ModelLine Line) claim) =>
        (-claim.Order.Priority, claim.Order.QueuedAt, claim.Order.Family, claim.Order.Id, claim.Line.Line);

    private int Take(string sku, int wanted)
    {
        var units = 0;
        while (units < wanted && Needed(sku).All(n => Available[n.Sku] >= n.Units))
        {
            foreach (var (needed, count) in Needed(sku))
                Available[needed] -= count;
            units++;
        }
        return units;
    }

    /// <summary>What leaves stock for one unit.</summary>
    public static IEnumerable<(string Sku, int Units)> Needed(string sku) => sku == Kit ? Components : [(Pool(sku), 1)];

    /// <summary>What leaves stock for units of a line, its own first and then those of its replacement.</summary>
    public IEnumerable<(string Sku, int Units)> Leaving(ModelLine line, int own, int replaced) =>
        Needed(line.Sku).Select(n => (n.Sku, n.Units * own)).Concat(replaced > 0 ? [(Replacements[line.Sku], replaced)] : []);
}

/// <summary>An order, as the model has it.</summary>
internal sealed class ModelOrder(string number, int id, int family)
{
    public string Number => number;

    public int Id => id;

    public int Family => family;

    public string Status { get; set; } = "inProcess";

    public string Payment { get; set; } = "charged";

    public int Priority { get; set; }

    /// <summary>Minutes; what was confirmed later stands behind all that was ordered.</summary>
    public int QueuedAt { get; set; }

    /// <summary>When that was, as the server says.</summary>
    public DateTimeOffset QueuedTime { get; set; }

    /// <summary>What it was split from.</summary>
    public ModelOrder? Parent { get; init; }

    public string Mark { get; set; } = "auto";

    public bool KeptUnmarked { get; set; }

    public DateTimeOffset? ShipDate { get; set; }

    public List<ModelLine> Lines { get; } = [];

    public bool IsAccepted => Status is "inProcess" or "onHold" or "problem";

    public bool IsLive => IsAccepted || Status is "cart" or "quote";

    public void CloseIfDone()
    {
        if (Lines.TrueForAll(l => l.Open + l.Dropshipped == 0))
            Status = Lines.Exists(l => l.Shipped > 0) ? "completed" : "cancelled";
    }
}

/// <summary>A line of an order, as the model has it.</summary>
internal sealed class ModelLine(int line, string sku, int quantity)
{
    public int Line => line;

    public string Sku { get; set; } = sku;

    public string? Original { get; set; }

    public int Quantity { get; set; } = quantity;

    public int Shipped { get; set; }

    public int Cancelled { get; set; }

    public int Pinned { get; set; }

    /// <summary>Pinned units, and those that a receipt brought for this line.</summary>
    public int FirmWanted { get; set; }

    public int CrossDocked => FirmWanted - Pinned;

    /// <summary>Units that a vendor is to ship.</summary>
    public int Dropshipped { get; set; }

    public void CrossDock(int units)
    {
        var crossDocked = CrossDocked + units;
        Pinned = Math.Min(Pinned, Open - crossDocked);
        FirmWanted = Pinned + crossDocked;
    }

    public int Own { get; set; }

    public int Firm { get; set; }

    public int Replaced { get; set; }

    public bool Counted { get; set; }

    public int Open => Quantity - Shipped - Cancelled - Dropshipped;

    public int Allocated => Own + Replaced;

    public int BackOrdered => Counted ? Open - Allocated : 0;
}

/// <summary>Units of a line on a purchase order, as the model has it.</summary>
internal sealed class ModelLink(ModelPurchase purchase, ModelOrder order, ModelLine line, string sku)
{
    public string Sku => sku;

    public ModelPurchase Purchase => purchase;

    public ModelOrder Order => order;

    public ModelLine Line => line;

    public int Units { get; set; }

    public int Processed { get; set; }
}

/// <summary>A purchase order, as the model has it.</summary>
internal sealed class ModelPurchase(string number, int id)
{
    public string Number => number;

    public int Id => id;

    public List<ModelPurchaseLine> Lines { get; } = [];

    /// <summary>Of one that a vendor ships; null of any other.</summary>
    public string? DropshipStatus { get; set; }

    /// <summary>The order that a vendor ships.</summary>
    public ModelOrder? Order { get; init; }

    public bool IsDropship => DropshipStatus is not null;

    /// <summary>It, or the rest of it, was cancelled: nothing more comes, and its lines stay.</summary>
    public bool IsGivenUp => Status == "cancelled" || (Status == "received" && Lines.Exists(l => l.Cancelled > 0));

    public string Status =>
        (Came: Lines.Exists(l => l.Received > 0), Comes: Lines.Exists(l => l.Pending > 0)) switch
        {
            (true, true) => "partiallyReceived",
            (true, false) => "received",
            (false, true) => "open",
            (false, false) => "cancelled",
        };

    public ModelPurchaseLine? Line(string sku) => Lines.Find(l => l.Sku == sku);

    public ModelPurchase Add(string sku, int units)
    {
        if (Line(sku) is not { } line)
            Lines.Add(line = new ModelPurchaseLine(sku));
        line.Quantity += units;
        return this;
    }
}

/// <summary>A product of a purchase order, as the model has it.</summary>
internal sealed class ModelPurchaseLine(string sku)
{
    public string Sku => sku;

    public int Quantity { get; set; }

    public long Received { get; set; }

    public int Cancelled { get; set; }

    public DateTimeOffset? ExpectedAt { get; set; }

    public long Pending => Math.Max(0, Quantity - Received - Cancelled);
}
