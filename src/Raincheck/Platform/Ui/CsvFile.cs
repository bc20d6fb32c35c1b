using System.Buffers;
using CsvHelper;

namespace Raincheck.Platform.Ui;

/// <summary>
/// CSV files for spreadsheets: lines end with LF. A cell is also quoted if it contains a semicolon or a tab, which some
/// spreadsheets take for the delimiter.
/// </summary>
internal static class CsvFile
{
    private static readonly SearchValues<char> Delimiters = SearchValues.Create(";\t");

    /// <summary>How such a file is written.</summary>
    public static CsvWriterOptions Options { get; } =
        new() { NewLine = "\n", ShouldQuote = (cell, _, _, _) => cell.ContainsAny(Delimiters) };

    /// <summary>A file to download. Spreadsheets read UTF-8 only if the file begins with a byte order mark.</summary>
    public static CsvWriter Download(Stream stream) =>
        CsvWriter.Create(stream, Options with { WriteByteOrderMark = true }, leaveOpen: true);

    /// <summary>Writes a cell that no spreadsheet calculates; quotes it if it had to be changed for that.</summary>
    public static void WriteSafe(this CsvWriter file, string text)
    {
        var safe = CsvCell.Safe(text);
        file.WriteField(safe, safe.Length > text.Length ? CsvQuoting.Always : CsvQuoting.WhenNeeded);
    }
}
