using Raincheck.Ledger.Outbox;
using Raincheck.Ledger.Store;

namespace Raincheck.Ledger.Work;

/// <summary>The parts of one unit of work, connected with each other.</summary>
internal sealed class WorkParts
{
    public WorkParts(LedgerTransaction transaction, Catalogue catalogue)
    {
        Context = new WorkContext(transaction, catalogue);
        Numbers = new NumberBook(Context);
        Queues = new QueueSettler(Context, Rows);
        Stock = new StockBook(Context, Rows);
        Purchases = new PurchaseBook(Context, Rows, Numbers);
        Links = new LinkBook(Context, Rows, Queues);
        Pins = new PinBook(Context);
        Promises = new PromiseBook(Context, Rows);
        Lines = new LineBook(Context, Rows, Queues, Pins, Links) { Promises = Promises };
        Consents = new ConsentBook(Context);
        Mail = new MailRequests(Context, Rows);
        Repair = new PoolRepair(Context, Rows, Queues);
        var pools = new PoolLoader(Context, Rows, Queues);
        Structure = new StructureChanges(Context, Rows, pools);
        Loader = new Loader(Context, Rows, Numbers, pools, Stock)
        {
            Links = Links,
            Pins = Pins,
            Promises = Promises,
            Consents = Consents,
            Mail = Mail,
            Repair = Repair,
        };
        MailPlanner = new MailPlanner(Context);
        Journal = new JournalWriter(Context, Rows, Repair, MailPlanner);
        MailWriter = new MailWriter(Context, Rows, MailPlanner, Mail, Journal.Entries);
    }

    public WorkContext Context { get; }
    public IdentityMap Rows { get; } = new();
    public NumberBook Numbers { get; }
    public QueueSettler Queues { get; }
    public StockBook Stock { get; }
    public PurchaseBook Purchases { get; }
    public LinkBook Links { get; }
    public PinBook Pins { get; }
    public PromiseBook Promises { get; }
    public ConsentBook Consents { get; }
    public LineBook Lines { get; }
    public MailRequests Mail { get; }
    public PoolRepair Repair { get; }
    public StructureChanges Structure { get; }
    public Loader Loader { get; }
    public MailPlanner MailPlanner { get; }
    public JournalWriter Journal { get; }
    public MailWriter MailWriter { get; }
}
