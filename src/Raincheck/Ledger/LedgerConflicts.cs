namespace Raincheck.Ledger;

/// <summary>Another transaction changed what this one was about to decide by; a retry sees it.</summary>
internal sealed class ConflictException(string message) : Exception(message);

/// <summary>The catalogue that was taken on trust is not the one that the transaction must decide by.</summary>
internal sealed class StaleCatalogueException : Exception;
