namespace Raincheck.Core;

/// <summary>What a command came to: a value, or the reason for which it was refused.</summary>
/// <typeparam name="T">What the command answers.</typeparam>
public readonly record struct Outcome<T>
{
    private readonly T? value;

    private Outcome(T? value, Refusal? refusal)
    {
        this.value = value;
        Refusal = refusal;
    }

    /// <summary>The reason, or null if the command was carried out.</summary>
    public Refusal? Refusal { get; }

    /// <summary>The answer.</summary>
    /// <exception cref="InvalidOperationException">The command was refused.</exception>
    public T Value => Refusal is null ? value! : throw new InvalidOperationException($"{Refusal.Code}: {Refusal.Detail}");

    /// <summary>Carried out.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>Refused.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}
