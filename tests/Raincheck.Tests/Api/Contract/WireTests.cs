using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Contract;

/// <summary>Bodies as no well-behaved client sends them: cut on the wire, and in chunks that are whole, cut or none.</summary>
public sealed class WireTests(ApiHosts hosts)
{
    private const string Chunked = "Transfer-Encoding: chunked";
    private const string LastChunk = "0\r\n\r\n";

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenABodyThatEndsTooEarly_WhenItIsSentToAnyOperation_ThenItIsNoDefectAndNothingIsDone(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var contract = await api.ContractAsync();
        var known = await ContractShop.StandStillAsync(api);
        await using var state = await StoredState.OfAsync(api.Services.GetRequiredService<ClientDatabase>());
        var requests = new HostileRequests(contract, known, new Random(1));
        var stored = await state.ReadAsync();

        foreach (var operation in contract.Operations.Where(o => o.Request is not null))
        {
            var request = requests.MakeSound(operation);
            var (body, half) = (request.Text, request.Text[..(request.Text.Length / 2)]);
            // All of it came, and more was announced.
            await ShouldNotBeTakenAsync($"Content-Length: {request.Body!.Length + 9}", body, isCut: true);
            await ShouldNotBeTakenAsync($"Content-Length: {request.Body.Length}", half, isCut: true);
            await ShouldNotBeTakenAsync(Chunked, Chunk(body), isCut: true);
            await ShouldNotBeTakenAsync(Chunked, Chunk(half) + LastChunk, isCut: false);
            await ShouldNotBeTakenAsync(Chunked, "nonsense\r\n" + body, isCut: false);

            async Task ShouldNotBeTakenAsync(string heads, string sent, bool isCut)
            {
                var answer = await SendAsync(api, request, heads, sent, isCut);
                // Who hung up may hear nothing.
                if (!isCut || answer.Length > 0)
                    answer.ShouldStartWith("HTTP/1.1 4", Case.Sensitive, $"{operation}\n{heads}\n{sent}");
            }
        }

        (await state.ReadAsync()).ShouldBe(stored);
        await api.Get("/me").Ok();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenABodyInChunks_WhenItIsWhole_ThenItIsAsGoodAsAnyOther(Database database)
    {
        var api = await hosts.On(database);
        var body = ApiHost.Order("chunks", (await api.NewSku(), 3));
        var request = new HostileRequest("POST", "/api/v1/orders", "application/json", Encoding.UTF8.GetBytes(body), [], true);

        var answer = await SendAsync(api, request, Chunked, Chunk(body[..7]) + Chunk(body[7..]) + LastChunk, isCut: false);

        answer.ShouldStartWith("HTTP/1.1 201 ");
        (await api.Get("/orders/chunks").Ok()).Number("lines.0.quantity").ShouldBe(3);
    }

    private static string Chunk(string text) => $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n";

    /// <summary>Sends this and no more, and reads what comes back until the host has said everything.</summary>
    /// <param name="api">To whom.</param>
    /// <param name="request">What is announced.</param>
    /// <param name="heads">How its body is announced.</param>
    /// <param name="sent">What comes of the body.</param>
    /// <param name="isCut">Whether the connection ends there; the host waits for more otherwise.</param>
    private static async Task<string> SendAsync(ApiHost api, HostileRequest request, string heads, string sent, bool isCut)
    {
        var cancel = TestContext.Current.CancellationToken;
        var host = api.Http.BaseAddress!;
        using var client = new TcpClient();
        await client.ConnectAsync(host.Host, host.Port, cancel);
        var stream = client.GetStream();
        var head =
            $"{request.Method} {request.Address} HTTP/1.1\r\nHost: {host.Authority}\r\nConnection: close\r\n"
            + $"Authorization: {api.Http.DefaultRequestHeaders.Authorization}\r\nContent-Type: application/json\r\n{heads}\r\n\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head + sent), cancel);
        if (isCut)
            client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        try
        {
            return await reader.ReadToEndAsync(cancel);
        }
        catch (IOException)
        {
            // It hung up instead of answering.
            return "";
        }
    }
}
