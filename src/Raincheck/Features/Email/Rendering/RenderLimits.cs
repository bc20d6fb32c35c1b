using System.Text;
using Fluid;

namespace Raincheck.Features.Email.Rendering;

/// <summary>How much one rendering may still take.</summary>
internal sealed class RenderLimits(TimeProvider time, int lengthMax)
{
    /// <summary>The longest value that a filter makes, and the longest part that is captured, in characters.</summary>
    public const int ValueLengthMax = 64 * 1024;

    /// <summary>The most items of a list that a filter makes.</summary>
    public const int ItemsMax = 10_000;

    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(2);

    private readonly long started = time.GetTimestamp();

    public int LengthMax => lengthMax;

    /// <summary>The same clock, for a part.</summary>
    public RenderLimits Inner() => new(time, ValueLengthMax, started);

    private RenderLimits(TimeProvider time, int lengthMax, long started)
        : this(time, lengthMax) => this.started = started;

    public static RenderLimits Of(TemplateContext context) => (RenderLimits)context.AmbientValues[nameof(RenderLimits)];

    public static void Set(TemplateContext context, RenderLimits limits) => context.AmbientValues[nameof(RenderLimits)] = limits;

    /// <exception cref="TemplateFailedException">The time is over.</exception>
    public void CheckTime()
    {
        if (time.GetElapsedTime(started) > TimeMax)
            throw new TemplateFailedException($"The template takes longer than {TimeMax.TotalSeconds} seconds.");
    }

    /// <exception cref="TemplateFailedException">A value would be too long.</exception>
    public static void CheckLength(long length)
    {
        if (length > ValueLengthMax)
            throw new TemplateFailedException($"The template makes a text of more than {ValueLengthMax} characters.");
    }
}

/// <summary>Takes text up to a bound.</summary>
internal sealed class BoundedWriter(RenderLimits limits) : TextWriter
{
    private readonly StringBuilder text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        Take(1);
        text.Append(value);
    }

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Take(buffer.Length);
        text.Append(buffer);
    }

    public override Task WriteAsync(char value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(char[] buffer, int index, int count)
    {
        Write(buffer, index, count);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return Task.CompletedTask;
    }

    public override string ToString() => text.ToString();

    private void Take(int length)
    {
        limits.CheckTime();
        if (text.Length + length > limits.LengthMax)
            throw new TemplateFailedException($"The template makes a text of more than {limits.LengthMax} characters.");
    }
}
