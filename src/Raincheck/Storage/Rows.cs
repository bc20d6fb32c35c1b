using Raincheck.Core.Consents;

namespace Raincheck.Storage;

/// <summary>The one row that every transaction of the ledger reads first. Those that write share it, and a change of settings or catalogue has it alone.</summary>
public sealed class ClientRow
{
    /// <summary>Always 1.</summary>
    public int Id { get; set; }

    /// <summary>Grows with every change of settings, products, warehouses, companies and vendors.</summary>
    public long CatalogueVersion { get; set; }

    /// <summary>The settings, as JSON.</summary>
    public string Settings { get; set; } = "{}";

    /// <summary>The last migration that a program must know in order to write; empty for none.</summary>
    public string NeededMigration { get; set; } = "";

    internal ClientRow Copy() => (ClientRow)MemberwiseClone();
}

/// <summary>A selling brand.</summary>
public sealed class Company
{
    public int Id { get; set; }
    public string Code { get; set; } = "";
    public string Name { get; set; } = "";

    /// <summary>Whether customers are told when the promised ship date of their order moves to a later day.</summary>
    public bool TellWhenDateMoves { get; set; }

    /// <summary>The rule by which customers are asked for consent to a delay.</summary>
    public DelayRule DelayRule { get; set; }

    /// <summary>The days to ship that the company states to its customers; null if it states none.</summary>
    public int? StatedShipDays { get; set; }

    /// <summary>Whether orders whose customers did not consent to a delay are cancelled without a person.</summary>
    public bool CancelsWithoutConsent { get; set; }
}

/// <summary>A vendor.</summary>
public sealed class Vendor
{
    public int Id { get; set; }
    public string Code { get; set; } = "";
    public string Name { get; set; } = "";
    public string? Email { get; set; }
    public int? LeadTimeDays { get; set; }
}

/// <summary>One thing that happened, to one order, one product's stock or one purchase order, and why.</summary>
public sealed class JournalEntry
{
    public long Id { get; set; }

    /// <summary>When, in microseconds since 1970-01-01 UTC.</summary>
    public long At { get; set; }

    /// <summary>Who: a user name, an API key's name, or the job that did it.</summary>
    public string Actor { get; set; } = "";

    /// <summary>The kind of event.</summary>
    public string Kind { get; set; } = "";

    /// <summary>What brought it about, in words: <c>receipt R-7 on PO-3</c>.</summary>
    public string Cause { get; set; } = "";

    public long? OrderId { get; set; }
    public int? SkuId { get; set; }
    public long? PurchaseOrderId { get; set; }

    /// <summary>The changes, as a JSON object. Quantities are differences, so that their sum is the state.</summary>
    public string Data { get; set; } = "{}";
}

/// <summary>The answer to a request that carried an idempotency key, stored with its effect.</summary>
public sealed class IdempotencyEntry
{
    public string Key { get; set; } = "";

    /// <summary>A digest of the request, to tell a repetition from another request under the same key.</summary>
    public string Digest { get; set; } = "";

    /// <summary>The answer as JSON.</summary>
    public string Answer { get; set; } = "";

    public long CreatedAt { get; set; }
}

/// <summary>The status of a job. Stored by number: never renumber.</summary>
public enum JobState
{
    Queued = 0,
    Running = 1,
    Succeeded = 2,
    Failed = 3,
}

/// <summary>A long-running job.</summary>
public sealed class JobRow
{
    public string Id { get; set; } = "";
    public string Kind { get; set; } = "";

    /// <summary>Its request, as JSON.</summary>
    public string Request { get; set; } = "{}";
    public JobState State { get; set; }
    public long Done { get; set; }
    public long Total { get; set; }
    public long Changed { get; set; }

    /// <summary>The broken rules that it found, as a JSON array.</summary>
    public string? Violations { get; set; }
    public string? Problem { get; set; }

    /// <summary>The result so far, as JSON of its kind.</summary>
    public string? Report { get; set; }
    public long CreatedAt { get; set; }
    public long? FinishedAt { get; set; }

    /// <summary>Until when the process that runs it may be silent before another takes it over.</summary>
    public long? LeaseUntil { get; set; }
}

/// <summary>A thing that a job could not do its work to, and why.</summary>
public sealed class JobRefusal
{
    public string JobId { get; set; } = "";

    /// <summary>The thing's place in what the job works on, from 0.</summary>
    public int Place { get; set; }

    /// <summary>The thing: an order's number.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The reason, in a sentence.</summary>
    public string Problem { get; set; } = "";
}

/// <summary>A saved view of a list in the console.</summary>
public sealed class SavedView
{
    public string Id { get; set; } = "";

    /// <summary>The id of the user whose it is.</summary>
    public string Owner { get; set; } = "";

    /// <summary>Which list.</summary>
    public string Page { get; set; } = "";
    public string Name { get; set; } = "";

    /// <summary>Filters, sort and columns as they stand in the address, with the question mark.</summary>
    public string Query { get; set; } = "";
}

/// <summary>Something that only the processes of this client may know.</summary>
public sealed class Secret
{
    public string Name { get; set; } = "";
    public string Value { get; set; } = "";
}

/// <summary>A tag of an order, to find the order by.</summary>
public sealed class OrderTag
{
    /// <summary>The tag in the form of <c>Tags.Fold</c>.</summary>
    public string Tag { get; set; } = "";

    public long OrderId { get; set; }
}

/// <summary>An order whose searchable text was changed after it was indexed; gone once the index has the new text too.</summary>
public sealed record SearchChange
{
    public long OrderId { get; set; }

    /// <summary>The revision of the order that changed it.</summary>
    public long Revision { get; set; }
}

/// <summary>In which orders of a block a short piece of text stands; see <c>docs/decisions/0008-search-by-pieces.md</c>.</summary>
public sealed class SearchGram
{
    /// <summary>Up to three characters in lower case, 16 bits each; 0 for every order of the block.</summary>
    public long Gram { get; set; }

    /// <summary>0 for a small block, 1 for a large one.</summary>
    public int Level { get; set; }

    /// <summary>The orders' ids divided by the size of a block of this level.</summary>
    public long Block { get; set; }

    /// <summary>The orders' places in the block, in the form of <c>PostingList</c>.</summary>
    public byte[] Places { get; set; } = [];
}
