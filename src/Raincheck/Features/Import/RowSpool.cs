namespace Raincheck.Features.Import;

/// <summary>Rows of a file, to be read again in any order: in memory up to a bound, beyond it in a temporary file.</summary>
/// <remarks>The text of a row is kept only where the row cannot be read: of all others the cells say everything.</remarks>
internal sealed class RowSpool : IDisposable
{
    /// <summary>The most characters in memory.</summary>
    public const int CharsMax = 8 * 1024 * 1024;

    private const int BufferBytes = 64 * 1024;

    private readonly int charsMax;
    private readonly List<CsvRecord> held = [];
    private readonly List<long> places = [];
    private FileStream? file;
    private BinaryWriter? writer;
    private BinaryReader? reader;
    private long end;
    private long chars;

    public RowSpool(int charsMax = CharsMax) => this.charsMax = charsMax;

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether rows went to the temporary file.</summary>
    public bool IsOnDisk => file is not null;

    /// <summary>Adds a row.</summary>
    /// <returns>Its number, from 0.</returns>
    public int Add(CsvRecord row)
    {
        var kept = row.Problem is null ? row with { Raw = "" } : row;
        if (file is null)
        {
            held.Add(kept);
            chars += kept.Raw.Length + kept.Fields.Sum(f => (long)f.Length);
            if (chars > charsMax)
                MoveToDisk();
        }
        else
        {
            Write(kept);
        }
        return Count++;
    }

    /// <summary>The row of that number.</summary>
    public CsvRecord Read(int row)
    {
        if (file is null)
            return held[row];
        file.Position = places[row];
        var line = reader!.ReadInt64();
        var problem = reader.ReadBoolean() ? reader.ReadString() : null;
        var raw = reader.ReadString();
        var fields = new string[reader.ReadInt32()];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = reader.ReadString();
        return new CsvRecord(line, fields, raw, problem);
    }

    public void Dispose()
    {
        writer?.Dispose();
        reader?.Dispose();
        file?.Dispose();
    }

    private void MoveToDisk()
    {
        file = OpenFile();
        writer = new BinaryWriter(file);
        reader = new BinaryReader(file);
        foreach (var row in held)
            Write(row);
        held.Clear();
    }

    private void Write(CsvRecord row)
    {
        file!.Position = end;
        places.Add(end);
        writer!.Write(row.Line);
        writer.Write(row.Problem is not null);
        if (row.Problem is not null)
            writer.Write(row.Problem);
        writer.Write(row.Raw);
        writer.Write(row.Fields.Count);
        foreach (var field in row.Fields)
            writer.Write(field);
        end = file.Position;
    }

    /// <summary>A temporary file that only this process can read, because the rows contain customer data.</summary>
    private static FileStream OpenFile()
    {
        var path = Path.Combine(Path.GetTempPath(), $"raincheck-import-{Guid.NewGuid():N}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = BufferBytes,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var opened = new FileStream(path, options);
        // An open file without a name is also gone when the process is killed.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return opened;
    }
}
