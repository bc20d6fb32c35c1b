namespace Raincheck.Platform.Access;

/// <summary>More attempts to sign in with one name came at once than could be checked in time; nothing was checked or counted.</summary>
internal sealed class TooManySignInsException() : Exception("Too many are signing in with this name at the same time; try again.");
