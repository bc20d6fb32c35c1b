using System.Text;
using Raincheck.Core;

namespace Raincheck.Features.Import;

/// <summary>
/// The characters of a file: in the encoding that its byte order mark names, else in the one that the caller names, else UTF-8.
/// </summary>
/// <remarks>
/// Bytes that are not valid in the encoding become <see cref="Broken"/>, a code that no text contains, so that the record they
/// stand in can be refused by its line and reading goes on.
/// </remarks>
internal sealed class ImportText : TextReader
{
    /// <summary>Stands for bytes that are not valid in the encoding.</summary>
    public const char Broken = '\uFFFF';

    private const int BufferBytes = 64 * 1024;

    private readonly Stream stream;
    private readonly Decoder decoder;
    private readonly byte[] bytes = new byte[BufferBytes];
    private int start;
    private int end;
    private bool ended;

    private ImportText(Stream stream, Encoding encoding, ReadOnlySpan<byte> head)
    {
        this.stream = stream;
        EncodingName = encoding.WebName;
        decoder = Encoding
            .GetEncoding(encoding.CodePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback(Broken.ToString()))
            .GetDecoder();
        head.CopyTo(bytes);
        end = head.Length;
        BytesRead = head.Length;
        BytesTotal = stream.CanSeek ? stream.Length : null;
    }

    /// <summary>The encoding in which the file is read.</summary>
    public string EncodingName { get; }

    /// <summary>Bytes read so far, for a progress bar.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Bytes of the whole file, where the stream knows.</summary>
    public long? BytesTotal { get; }

    /// <summary>Begins to read; refuses what is plainly not text.</summary>
    /// <param name="stream">The file; disposed with the reader.</param>
    /// <param name="fallback">The encoding of a file without a byte order mark; UTF-8 where null.</param>
    public static Outcome<ImportText> Open(Stream stream, Encoding? fallback)
    {
        Span<byte> head = stackalloc byte[4];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return NotText("is compressed with gzip; unpack it first");
        if (head.StartsWith("PK"u8))
            return NotText("is a workbook or a zip archive; save the sheet as CSV first");
        var (encoding, mark) = EncodingOf(head, fallback ?? Encoding.UTF8);
        return new ImportText(stream, encoding, head[mark..]);
    }

    public override int Read(char[] buffer, int index, int count)
    {
        while (true)
        {
            if (start == end && !ended)
            {
                start = 0;
                end = stream.Read(bytes);
                BytesRead += end;
                ended = end == 0;
            }
            decoder.Convert(bytes, start, end - start, buffer, index, count, flush: ended, out var used, out var made, out _);
            start += used;
            if (made > 0 || ended)
                return made;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stream.Dispose();
        base.Dispose(disposing);
    }

    // UTF-32 stands before UTF-16 because its mark begins with the same two bytes.
    private static (Encoding Encoding, int MarkBytes) EncodingOf(ReadOnlySpan<byte> head, Encoding fallback) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? (Encoding.UTF8, 3)
        : head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]) ? (Encoding.UTF32, 4)
        : head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? (Encoding.Unicode, 2)
        : head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? (Encoding.BigEndianUnicode, 2)
        : (fallback, 0);

    private static Refusal NotText(string what) => new(RefusalCode.InvalidValue, $"The file {what}.");
}
