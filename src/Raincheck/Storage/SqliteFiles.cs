namespace Raincheck.Storage;

/// <summary>
/// Whether the files that this process has open are those in their place: the database and its write-ahead log. A system lets a file be
/// deleted, moved or replaced while it is open, and what is written into it then is lost without an error.
/// </summary>
/// <param name="file">Where the database is.</param>
internal sealed class SqliteFiles(string file)
{
    private readonly string log = file + "-wal";
    private readonly Lock gate = new();
    private FileIdentity? opened;
    private FileIdentity? openedLog;
    private FileIdentity? left;
    private FileIdentity? leftLog;

    /// <summary>Called when what is open is not what is in place: everything that can be closed must be.</summary>
    public event EventHandler? Left;

    /// <summary>Before a connection is opened or used.</summary>
    /// <exception cref="DatabaseTroubleException">The files are not in place, and something of what was there is open still.</exception>
    public void Check()
    {
        if (!IsInPlace())
            Left?.Invoke(this, EventArgs.Empty);
        lock (gate)
        {
            if (!IsInPlace())
            {
                // A log in the place of the one that is open would be filled by one connection and read by another: until the last
                // of them is closed, which saves what is in the log, nothing new is opened.
                if (IsOpenHere(opened) || IsOpenHere(openedLog))
                    throw Trouble();
                (left, leftLog) = (opened, openedLog);
                opened = openedLog = null;
            }
            if (opened is null && left is not null)
                Return();
        }
    }

    /// <summary>Comes back to the place after it was left: to the same file, or to the one that is there instead.</summary>
    private void Return()
    {
        var now = FileIdentity.Of(file) ?? throw Trouble();
        // The log of the file that was there would be read into the one that is there now.
        if (now != left && leftLog is not null && FileIdentity.Of(log) == leftLog)
        {
            File.Move(log, $"{log}.of-replaced-{left!.Value.Node}", overwrite: true);
            File.Delete(file + "-shm");
        }
        left = leftLog = null;
    }

    /// <summary>After a connection was opened and its log with it.</summary>
    public void Opened()
    {
        lock (gate)
        {
            opened ??= FileIdentity.Of(file);
            openedLog ??= FileIdentity.Of(log);
        }
    }

    /// <summary>Whether they are in place; true if nothing was opened yet.</summary>
    public bool IsInPlace()
    {
        lock (gate)
        {
            return opened is null || (opened == FileIdentity.Of(file) && (openedLog is null || openedLog == FileIdentity.Of(log)));
        }
    }

    /// <summary>The message if they are not.</summary>
    public DatabaseTroubleException Trouble() =>
        new(DatabaseTrouble.DatabaseGone, $"{file} or the log beside it was deleted, moved or replaced while it was in use");

    /// <summary>Whether this process has a file open, also after it was renamed.</summary>
    private static bool IsOpenHere(FileIdentity? sought) =>
        sought is not null
        && Directory.EnumerateFileSystemEntries("/proc/self/fd").Any(descriptor => FileIdentity.Of(descriptor) == sought);
}
