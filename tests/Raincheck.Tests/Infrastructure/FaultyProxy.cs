using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Raincheck.Tests.Infrastructure;

/// <summary>What becomes of a connection at its commit.</summary>
public enum CommitFault
{
    /// <summary>The server never hears of the commit.</summary>
    LostBefore,

    /// <summary>The server gets the commit, and its response is lost.</summary>
    LostAfter,
}

/// <summary>
/// Stands between a client and PostgreSQL and cuts the connection at a commit. It reads the client's messages as far as it must
/// to know a commit, prepared or not, and passes on everything else as it comes.
/// </summary>
public sealed class FaultyProxy : IAsyncDisposable
{
    private const int SslRequest = 80877103;
    private const int GssRequest = 80877104;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder server;
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private Func<Task>? atCommit;
    private CommitFault fault;
    private int faults;
    private Task cutting = Task.CompletedTask;

    public FaultyProxy(string connectionString)
    {
        server = new NpgsqlConnectionStringBuilder(connectionString);
        listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
        }.ConnectionString;
        accepting = AcceptAsync();
    }

    /// <summary>The way through the proxy.</summary>
    public string ConnectionString { get; }

    /// <summary>How many commits were cut.</summary>
    public int CutCount { get; private set; }

    /// <summary>Cuts the next commits.</summary>
    /// <param name="how">On which side of the commit.</param>
    /// <param name="times">How many.</param>
    /// <param name="meanwhile">What happens between the cut and the moment when the client learns of it.</param>
    public void Cut(CommitFault how, int times = 1, Func<Task>? meanwhile = null)
    {
        fault = how;
        atCommit = meanwhile;
        faults = times;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        using var upstream = new TcpClient();
        client.NoDelay = upstream.NoDelay = true;
        try
        {
            await upstream.ConnectAsync(server.Host!, server.Port, stop.Token);
            var down = upstream.GetStream().CopyToAsync(client.GetStream(), stop.Token);
            await Task.WhenAny(PassOnAsync(client.GetStream(), upstream, client), down);
            // The client gets no response before the cut is done.
            await cutting;
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // Either end is gone; so is the other now.
        }
    }

    private async Task PassOnAsync(NetworkStream from, TcpClient upstream, TcpClient client)
    {
        var to = upstream.GetStream();
        var commits = new HashSet<string>(StringComparer.Ordinal);
        var isStarting = true;
        var head = new byte[5];
        while (true)
        {
            var headLength = isStarting ? 4 : 5;
            await from.ReadExactlyAsync(head.AsMemory(0, headLength), stop.Token);
            var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(headLength - 4));
            var body = new byte[length - 4];
            await from.ReadExactlyAsync(body, stop.Token);
            if (isStarting)
                isStarting = BinaryPrimitives.ReadInt32BigEndian(body) is SslRequest or GssRequest;
            else if (IsCommit((char)head[0], body, commits) && Interlocked.Decrement(ref faults) >= 0)
            {
                cutting = CutAsync(head, body, from, to, client);
                await cutting;
                return;
            }
            await to.WriteAsync(head.AsMemory(0, headLength), stop.Token);
            await to.WriteAsync(body, stop.Token);
        }
    }

    private async Task CutAsync(byte[] head, byte[] body, NetworkStream from, NetworkStream to, TcpClient client)
    {
        CutCount++;
        // Let go of the caller, who is to know that a cut is under way before the server can notice.
        await Task.Yield();
        if (fault == CommitFault.LostAfter)
        {
            await to.WriteAsync(head, stop.Token);
            await to.WriteAsync(body, stop.Token);
            // Execute and Sync follow at once.
            var rest = new byte[4096];
            for (var last = '\0'; last != 'S'; )
            {
                var read = await from.ReadAsync(rest, stop.Token);
                last = read >= 5 ? (char)rest[read - 5] : '\0';
                await to.WriteAsync(rest.AsMemory(0, read), stop.Token);
            }
        }
        else
        {
            to.Socket.Close();
        }
        if (atCommit is { } meanwhile)
            await meanwhile();
        client.Client.Close(0);
    }

    private static bool IsCommit(char type, byte[] body, HashSet<string> commits)
    {
        var texts = Encoding.UTF8.GetString(body).Split('\0', 3);
        switch (type)
        {
            case 'Q':
                return texts[0] == "COMMIT";
            case 'P' when texts[1] == "COMMIT":
                commits.Add(texts[0]);
                return false;
            case 'P':
                commits.Remove(texts[0]);
                return false;
            case 'B':
                return commits.Contains(texts[1]);
            default:
                return false;
        }
    }
}
