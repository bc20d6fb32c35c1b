using System.Diagnostics;

namespace Raincheck.Bench;

/// <summary>Repeating, medians and tables.</summary>
public static class Figures
{
    /// <summary>The middle one; of an even number, the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
            throw new ArgumentException("A median needs a value.", nameof(values));
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>
    /// Runs each contestant in turn, again and again, so that a slow spell of the machine hits them alike. The first round
    /// warms up and does not count.
    /// </summary>
    /// <returns>The seconds of each contestant, one figure a round.</returns>
    public static async Task<double[][]> InterleavedSecondsAsync(int rounds, params Func<Task>[] contestants)
    {
        var seconds = contestants.Select(_ => new double[rounds]).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                // What one leaves behind is not to be cleaned up in the time of the next.
                GC.Collect();
                GC.WaitForPendingFinalizers();
                var started = Stopwatch.GetTimestamp();
                await contestants[i]();
                if (round >= 0)
                    seconds[i][round] = Stopwatch.GetElapsedTime(started).TotalSeconds;
            }
        }
        return seconds;
    }

    /// <summary>Prints rows under a head as a Markdown table, the first column to the left and the others to the right.</summary>
    public static void PrintTable(string[] head, params IReadOnlyList<string[]> rows)
    {
        var widths = head.Select((title, column) => rows.Select(r => r[column].Length).Append(title.Length).Max()).ToArray();
        Console.WriteLine();
        PrintRow(head);
        Console.WriteLine($"|{string.Join('|', widths.Select((w, i) => i == 0 ? new string('-', w + 2) : new string('-', w + 1) + ':'))}|");
        foreach (var row in rows)
            PrintRow(row);

        void PrintRow(string[] cells) =>
            Console.WriteLine($"| {string.Join(" | ", cells.Select((c, i) => i == 0 ? c.PadRight(widths[i]) : c.PadLeft(widths[i])))} |");
    }
}
