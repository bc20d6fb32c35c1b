using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Raincheck.Features.Import;

/// <summary>
/// Cuts a text into CSV records (RFC 4180; a quote inside an unquoted cell is a character like others) and goes on after a
/// record that is broken.
/// </summary>
/// <remarks>
/// <para>People's files are imported row by row: one bad row must name its line, end in the rejects file and let the next
/// row pass. CsvHelper, which reads the files of the replays, takes a quote that is never closed as text up to the end of the file.</para>
/// <para>After a quote that is never closed, reading resumes on the line below the one on which the record began, so the bad
/// row does not swallow the good ones behind it. No more than <see cref="RecordCharsMax"/> characters are held at a time.</para>
/// </remarks>
internal sealed class CsvRecordReader(TextReader text, char delimiter)
{
    /// <summary>The longest record, in characters.</summary>
    public const int RecordCharsMax = 1024 * 1024;

    private const int RawCharsMax = 8 * 1024;
    private const int End = -1;
    private const int TooLong = -2;

    private readonly StringBuilder cell = new();
    private char[] buffer = new char[16 * 1024];
    private int start;
    private int end;
    private bool ended;
    private long line = 1;

    /// <summary>The delimiter.</summary>
    public char Delimiter { get; set; } = delimiter;

    /// <summary>The first lines that are not empty, left where they are; header and delimiter are found by them.</summary>
    /// <param name="linesMax">How many, at most.</param>
    /// <param name="problem">The error, if the text is not empty.</param>
    public IReadOnlyList<string> PeekLines(int linesMax, out string? problem)
    {
        problem = null;
        while (LineBreakAt(0) is var length and > 0)
            Consume(length, 1);
        var found = new List<string>();
        for (int begin = 0, at = 0; found.Count < linesMax; begin = at)
        {
            while (CharAt(at) is not (End or TooLong) && LineBreakAt(at) == 0)
                at++;
            if (CharAt(at) == TooLong)
            {
                if (found.Count == 0)
                    problem = $"The first line is longer than {RecordCharsMax} characters; the file is not a CSV file with a header.";
                break;
            }
            if (at > begin)
                found.Add(new string(buffer, start + begin, at - begin));
            if (CharAt(at) == End)
                break;
            at += LineBreakAt(at);
        }
        return found;
    }

    /// <summary>Passes over lines that are not empty, and empty ones between them.</summary>
    public void SkipLines(int lines)
    {
        while (lines > 0 && CharAt(0) is not (End or TooLong))
        {
            var at = 0;
            while (CharAt(at) is not (End or TooLong) && LineBreakAt(at) == 0)
                at++;
            lines -= at > 0 ? 1 : 0;
            Consume(at + LineBreakAt(at), 1);
        }
    }

    /// <summary>The next record that is not an empty line.</summary>
    public bool TryRead([NotNullWhen(true)] out CsvRecord? record)
    {
        while (CharAt(0) != End)
        {
            record = ReadRecord();
            if (record.Raw.Length > 0)
                return true;
        }
        record = null;
        return false;
    }

    private CsvRecord ReadRecord()
    {
        var fields = new List<string>();
        cell.Clear();
        var at = 0;
        var breaks = 0;
        var firstLineChars = 0;
        var secondLineAt = 0;
        while (true)
        {
            // Each turn reads one cell and the delimiter or the end behind it.
            var c = CharAt(at);
            if (c == '"')
            {
                var openedOn = line + breaks;
                at++;
                while (true)
                {
                    c = CharAt(at);
                    if (c is End or TooLong)
                    {
                        var problem =
                            c == End
                                ? $"the quote that opens cell {fields.Count + 1} on line {openedOn} is not closed"
                                : $"the quote that opens cell {fields.Count + 1} on line {openedOn} is not closed within {RecordCharsMax} characters";
                        return breaks == 0 ? BreakOff(fields, problem) : Break(fields, problem, firstLineChars, secondLineAt);
                    }
                    if (c == '"' && CharAt(at + 1) != '"')
                        break;
                    if (LineBreakAt(at) is var length and > 0)
                    {
                        if (breaks++ == 0)
                            (firstLineChars, secondLineAt) = (at, at + length);
                        cell.Append(buffer, start + at, length);
                        at += length;
                        continue;
                    }
                    cell.Append((char)c);
                    at += c == '"' ? 2 : 1;
                }
                at++;
                c = CharAt(at);
                while (c == ' ')
                    c = CharAt(++at);
                if (c != Delimiter && c is not (End or TooLong) && LineBreakAt(at) == 0)
                {
                    var problem = $"text follows the closing quote of cell {fields.Count + 1} on line {line + breaks}";
                    return breaks == 0 ? BreakOff(fields, problem) : Break(fields, problem, firstLineChars, secondLineAt);
                }
            }
            else
            {
                while (c != Delimiter && c is not (End or TooLong) && LineBreakAt(at) == 0)
                {
                    cell.Append((char)c);
                    c = CharAt(++at);
                }
            }
            if (c == TooLong)
                return BreakOff(fields, $"the record is longer than {RecordCharsMax} characters");
            fields.Add(cell.ToString());
            cell.Clear();
            if (c == Delimiter)
            {
                at++;
                continue;
            }
            var raw = new string(buffer, start, at);
            var record = new CsvRecord(line, fields, raw, BadCharacter(raw));
            Consume(at + (c == End ? 0 : LineBreakAt(at)), breaks + 1);
            return record;
        }
    }

    /// <summary>Refuses the first line of a record that began there and did not end well; the second line is read again.</summary>
    private CsvRecord Break(List<string> fields, string problem, int firstLineChars, int secondLineAt)
    {
        var record = new CsvRecord(line, fields, new string(buffer, start, firstLineChars), problem);
        Consume(secondLineAt, 1);
        return record;
    }

    /// <summary>Refuses a line of which the end is not known yet, and drops all of it.</summary>
    private CsvRecord BreakOff(List<string> fields, string problem)
    {
        var raw = new StringBuilder();
        while (true)
        {
            var at = 0;
            while (start + at < end && LineBreakAt(at) == 0)
                at++;
            if (raw.Length <= RawCharsMax)
                raw.Append(buffer, start, Math.Min(at, RawCharsMax + 1 - raw.Length));
            start += at;
            if (CharAt(0) == End || LineBreakAt(0) > 0)
                break;
        }
        if (raw.Length > RawCharsMax)
            raw.Append('…');
        var record = new CsvRecord(line, fields, raw.ToString(), problem);
        Consume(LineBreakAt(0), 1);
        return record;
    }

    private void Consume(int chars, int lines)
    {
        start += chars;
        line += lines;
    }

    private string? BadCharacter(string raw)
    {
        var at = raw.AsSpan().IndexOfAny(ImportText.Broken, '\0');
        if (at < 0)
            return null;
        var on = line + raw.AsSpan(0, at).Count('\n');
        return raw[at] == '\0'
            ? $"line {on} contains a NUL character; the file may be utf-16 without a byte order mark: name that encoding"
            : $"line {on} has bytes that are not valid in the encoding of the file; save it as UTF-8, or name its encoding, for example windows-1252";
    }

    /// <summary>The character so many behind the start of the record, <see cref="End"/>, or <see cref="TooLong"/>.</summary>
    private int CharAt(int at) => start + at < end ? buffer[start + at] : Load(at);

    private int Load(int at)
    {
        while (start + at >= end)
        {
            if (ended)
                return End;
            if (at >= RecordCharsMax)
                return TooLong;
            if (end == buffer.Length)
                MakeRoom();
            var read = text.Read(buffer, end, buffer.Length - end);
            ended = read == 0;
            end += read;
        }
        return buffer[start + at];
    }

    private void MakeRoom()
    {
        var held = end - start;
        // Room for one character more than the longest record, to see a pair of quotes or CR LF at its end.
        const int Largest = RecordCharsMax + 16;
        var target = held * 2 > buffer.Length && buffer.Length < Largest ? new char[Math.Min(buffer.Length * 2, Largest)] : buffer;
        Array.Copy(buffer, start, target, 0, held);
        (buffer, start, end) = (target, 0, held);
    }

    /// <summary>The length of the line break at a place: CR LF 2, LF or CR 1, none 0.</summary>
    private int LineBreakAt(int at) =>
        CharAt(at) switch
        {
            '\n' => 1,
            '\r' => CharAt(at + 1) == '\n' ? 2 : 1,
            _ => 0,
        };
}
