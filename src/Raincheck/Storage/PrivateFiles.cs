namespace Raincheck.Storage;

/// <summary>The files of an SQLite client are for the account that serves it alone: what signs credentials is in them.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OfGroup = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode OfOthers = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Creates the database file with owner-only permissions, because SQLite would make it world-readable. The log gets the same permissions.</summary>
    public static void Make(ClientDatabase database)
    {
        if (PlaceOf(database) is not { } file || File.Exists(file))
            return;
        try
        {
            Durable.CreatePrivate(file);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another process came first.
        }
        catch (Exception e) when (e is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            // SQLite cannot make the file either, and says so when it is opened.
        }
    }

    /// <summary>The files of a database that other accounts of this machine may read or write, by their names.</summary>
    public static IReadOnlyList<string> OpenToOthers(ClientDatabase database)
    {
        if (OperatingSystem.IsWindows() || PlaceOf(database) is not { } file)
            return [];
        var folder = File.GetUnixFileMode(Path.GetDirectoryName(file)!);
        var open =
            (folder.HasFlag(UnixFileMode.GroupExecute) ? OfGroup : default)
            | (folder.HasFlag(UnixFileMode.OtherExecute) ? OfOthers : default);
        var found = new List<string>();
        foreach (var part in (string[])[file, file + "-wal", file + "-shm"])
        {
            if (File.Exists(part) && (File.GetUnixFileMode(part) & open) != default)
                found.Add(part);
        }
        return found;
    }

    /// <summary>Its whole path; null if it is no file.</summary>
    private static string? PlaceOf(ClientDatabase database) =>
        database.SqliteFile is { Length: > 0 } file && !file.StartsWith(':') && !file.StartsWith("file:", StringComparison.Ordinal)
            ? Path.GetFullPath(file)
            : null;
}
