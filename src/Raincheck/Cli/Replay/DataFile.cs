using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;

namespace Raincheck.Cli.Replay;

/// <summary>A file of a data set: <c>NAME.csv</c> or <c>NAME.csv.gz</c>.</summary>
internal sealed class DataFile : IDisposable
{
    // The second is what spreadsheets made of the first edition of Online Retail.
    private static readonly string[] TimeFormats = ["yyyy-MM-dd HH:mm:ss", "M/d/yyyy H:mm"];

    private readonly string name;
    private readonly CsvReader reader;
    private readonly Dictionary<string, int> places;

    private DataFile(string path)
    {
        name = Path.GetFileName(path);
        var text = new StreamReader(OpenStream(path), IsUtf8(path) ? Encoding.UTF8 : Encoding.Latin1);
        reader = CsvReader.Create(
            text,
            new CsvReaderOptions
            {
                Separator = ',',
                MalformedData = CsvMalformedDataHandling.Throw,
                MaxRecordSize = 1024 * 1024,
            }
        );
        places = reader.Headers.Index().ToDictionary(h => h.Item, h => h.Index, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Opens a file by its path.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Its columns; where editions of the data set differ, the names that one has, our own first: <c>Price|UnitPrice</c>.</param>
    /// <exception cref="InvalidDataException">It lacks one of the columns.</exception>
    public static DataFile Open(string path, params ReadOnlySpan<string> columns)
    {
        var file = new DataFile(path);
        foreach (var column in columns)
        {
            var names = column.Split('|');
            if (Array.Find(names, file.places.ContainsKey) is { } found)
            {
                file.places[names[0]] = file.places[found];
                continue;
            }
            file.Dispose();
            throw new InvalidDataException($"{file.name} has no column {string.Join(" or ", names)}.");
        }
        return file;
    }

    /// <summary>Opens a file of a folder, compressed or not.</summary>
    /// <exception cref="InvalidDataException">It lacks one of the columns.</exception>
    /// <exception cref="FileNotFoundException">The folder has no such file.</exception>
    public static DataFile OpenIn(string folder, string name, params ReadOnlySpan<string> columns)
    {
        var plain = Path.Combine(folder, name + ".csv");
        return Open(File.Exists(plain) ? plain : plain + ".gz", columns);
    }

    /// <summary>Moves to the next row.</summary>
    /// <exception cref="InvalidDataException">It is not CSV.</exception>
    public bool Read()
    {
        try
        {
            return reader.Read();
        }
        catch (CsvFormatException e)
        {
            throw new InvalidDataException($"{name}: {e.Message}", e);
        }
    }

    /// <summary>The raw value of a cell.</summary>
    public string Text(string column) => reader.GetString(places[column]);

    /// <summary>A whole number.</summary>
    public int Int(string column) => Parse(column, int.TryParse, out int value) ? value : throw Bad(column, "a whole number");

    /// <summary>A number.</summary>
    public decimal Decimal(string column) => Parse(column, decimal.TryParse, out decimal value) ? value : throw Bad(column, "a number");

    /// <summary>A time. The data sets have no offset, so it is read as UTC.</summary>
    public DateTimeOffset Time(string column) => TimeOrNull(column) ?? throw Bad(column, "a time");

    /// <summary>A time, or null if the cell is empty.</summary>
    public DateTimeOffset? TimeOrNull(string column)
    {
        var text = Text(column);
        if (text.Length == 0)
            return null;
        return DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw Bad(column, "a time");
    }

    public void Dispose() => reader.Dispose();

    private static Stream OpenStream(string path)
    {
        var file = File.OpenRead(path);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>The usual file of the first edition of Online Retail is not: it has pound signs of one byte.</summary>
    private static bool IsUtf8(string path)
    {
        using var text = new StreamReader(OpenStream(path), new UTF8Encoding(false, throwOnInvalidBytes: true));
        var buffer = new char[16 * 1024];
        try
        {
            while (text.Read(buffer) > 0) { }
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private delegate bool TryParse<T>(string text, out T value);

    private bool Parse<T>(string column, TryParse<T> parse, out T value) => parse(Text(column), out value);

    private InvalidDataException Bad(string column, string what) =>
        new($"{name}, row {reader.RowNumber}: {column} is '{Text(column)}', not {what}.");
}
