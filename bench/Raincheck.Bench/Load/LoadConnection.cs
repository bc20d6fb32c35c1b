using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Raincheck.Bench.Load;

/// <summary>One connection of the load client.</summary>
internal sealed class LoadConnection : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[BufferBytes];

    public List<double> LatenciesMs { get; } = [];

    public List<string> Locations { get; } = [];

    public static async Task<LoadConnection> OpenAsync(IPEndPoint server)
    {
        var connection = new LoadConnection();
        await connection.socket.ConnectAsync(server);
        return connection;
    }

    public async Task AskAsync(long started, TimeSpan duration, Func<byte[]> makeRequest)
    {
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var request = makeRequest();
            var sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(request);
            await ReceiveAsync();
            LatenciesMs.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }
    }

    public void Dispose() => socket.Dispose();

    private async ValueTask ReceiveAsync()
    {
        var filled = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0)
                throw new InvalidOperationException("The server closed a connection.");
            filled += read;
            if (IsComplete(buffer.AsSpan(0, filled)))
                return;
        }
    }

    private bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var head = answer[..end];
        if (answer.Length < end + 4 + LengthOf(head))
            return false;
        if (!head.StartsWith("HTTP/1.1 201"u8))
            throw new InvalidOperationException($"The answer was {Encoding.UTF8.GetString(answer)}");
        if (Value(head, "Location: "u8) is { Length: > 0 } location)
            Locations.Add(Encoding.UTF8.GetString(location));
        return true;
    }

    private static int LengthOf(ReadOnlySpan<byte> head) =>
        Utf8Parser.TryParse(Value(head, "Content-Length: "u8), out int length, out _)
            ? length
            : throw new InvalidOperationException($"An answer without a length: {Encoding.UTF8.GetString(head)}");

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var at = head.IndexOf(name);
        if (at < 0)
            return default;
        var rest = head[(at + name.Length)..];
        var end = rest.IndexOf((byte)'\r');
        return end < 0 ? rest : rest[..end];
    }
}
