using Raincheck.Ledger.Store;
using Raincheck.Storage;

namespace Raincheck.Ledger;

/// <summary>The database could not be reached for so long that the ledger gave up, or something keeps it from us that a person must end.</summary>
public sealed class LedgerUnavailableException(Exception inner)
    : Exception(
        inner is CommitUnknownException ? "The database was lost in the middle of a commit; whether the change took place is unknown."
            : inner is NewerSchemaException ? inner.Message
            : DatabaseTroubles.Of(inner) is { } trouble ? $"{DatabaseTroubles.Describe(trouble)} Nothing was changed."
            : "The database cannot be reached or is overloaded; nothing was changed.",
        inner
    );
