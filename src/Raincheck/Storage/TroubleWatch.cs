namespace Raincheck.Storage;

/// <summary>The trouble that this process met last, until it is found to be over.</summary>
internal sealed class TroubleWatch
{
    private readonly Lock gate = new();
    private DatabaseTrouble? current;
    private long metMs;

    /// <summary>Called with each trouble that is met.</summary>
    public event EventHandler? Met;

    /// <summary>The trouble that this process knows of; null if none.</summary>
    public DatabaseTrouble? Current
    {
        get
        {
            lock (gate)
                return current;
        }
    }

    /// <summary>How long ago a trouble was met last.</summary>
    public TimeSpan Age => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref metMs));

    /// <summary>Looks at a failure, and remembers the trouble behind it.</summary>
    /// <returns>The trouble; null if there is none behind it.</returns>
    public DatabaseTrouble? Note(Exception failure)
    {
        if (DatabaseTroubles.Of(failure) is not { } trouble)
            return null;
        lock (gate)
        {
            current = trouble;
            metMs = Environment.TickCount64;
        }
        Met?.Invoke(this, EventArgs.Empty);
        return trouble;
    }

    /// <summary>It is over.</summary>
    public void Over()
    {
        lock (gate)
            current = null;
    }
}
