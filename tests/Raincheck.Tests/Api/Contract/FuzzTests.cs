using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Raincheck.Platform.Http;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Contract;

/// <summary>
/// Calls every operation of the description with random and hostile requests. For any request: no answer of 5xx, each one as
/// the description says, refusals as problem documents, nothing changed by what was refused or only asked, no malformed body
/// accepted, and in the end a sound shop.
/// </summary>
/// <remarks>
/// <c>RAINCHECK_FUZZ_CALLS</c> says how many calls of each operation; a failure names the seed, which
/// <c>RAINCHECK_FUZZ_SEED</c> takes.
/// </remarks>
[MoreInDeep]
public sealed class FuzzTests
{
    private const int CallsDefault = 8;
    private const int PlacesInPart = 8;
    private const int OperationsBetweenLists = 8;
    private const int FaultsMax = 20;

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAnyRequest_WhenItIsSent_ThenItIsCarriedOutOrRefusedAsDescribed(Database database)
    {
        var seed = Number("RAINCHECK_FUZZ_SEED", Random.Shared.Next());
        var calls = Number("RAINCHECK_FUZZ_CALLS", Deep.Of(CallsDefault, 2));
        var betweenLists = Deep.Of(OperationsBetweenLists, 4 * OperationsBetweenLists);
        await using var api = await ApiHost.StartAsync(database);
        var contract = await api.ContractAsync();
        var known = await ContractShop.StandStillAsync(api);
        await using var state = await StoredState.OfAsync(api.Services.GetRequiredService<ClientDatabase>());
        using var http = ContractShop.Client(api);

        var faults = new List<string>();
        var made = 0;
        var accepted = 0;
        foreach (var (index, operation) in contract.Operations.Where(o => o.Path.StartsWith("/api/", StringComparison.Ordinal)).Index())
        {
            if (index % betweenLists == 0)
                await known.RefreshAsync();
            var random = new Random(HashCode(seed, operation.Id));
            var requests = new HostileRequests(contract, known, random);
            var stored = await state.ReadAsync();
            for (var i = 0; i < calls; i++, made++)
            {
                var request = requests.Make(operation);
                var reply = await ContractShop.SendAsync(http, request);
                var about = $"seed {seed}, call {i} of {operation}\n{request}\n→ {(int)reply.Status} {reply.Body}";
                if (faults.Count >= FaultsMax)
                    break;
                if (FaultOf(contract, operation, request, reply) is { } fault)
                    faults.Add($"{fault}\n{about}");
                if ((int)reply.Status < 300 && operation.Method != "GET")
                {
                    accepted++;
                    await LearnAsync(api, known, operation, reply);
                    stored = await state.ReadAsync();
                    continue;
                }
                var now = await state.ReadAsync();
                if (now != stored && !CountsRefusals(operation) && !KeepsAComparison(operation, reply))
                    faults.Add($"it changed what is stored, from {stored} to {now}\n{about}");
                stored = now;
            }
        }

        faults.Count.ShouldBe(0, string.Join("\n\n", faults));
        made.ShouldBeGreaterThan(calls * 30);
        accepted.ShouldBeGreaterThan(calls * 3, "most sound requests should be carried out");
        await api.RestartAsync();
        (await ContractShop.VerifyAsync(api)).ShouldBe("[]", $"seed {seed}");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenEachMemberAndParameter_WhenItHasAValueOfEachKind_ThenItIsCarriedOutOrRefusedAsDescribed(Database database)
    {
        await using var api = await ApiHost.StartAsync(database);
        var contract = await api.ContractAsync();
        var known = await ContractShop.StandStillAsync(api);
        await using var state = await StoredState.OfAsync(api.Services.GetRequiredService<ClientDatabase>());
        using var http = ContractShop.Client(api);
        var requests = new HostileRequests(contract, known, new Random(1));

        var faults = new List<string>();
        var made = 0;
        // In part, places all over the description, and others in each run.
        var step = Deep.Of(1, PlacesInPart);
        var next = Random.Shared.Next(step);
        foreach (var operation in contract.Operations.Where(o => o.Path.StartsWith("/api/", StringComparison.Ordinal)))
        {
            foreach (var ofOnePlace in requests.Sweep(operation))
            {
                if (next-- > 0)
                    continue;
                next = step - 1;
                var stored = await state.ReadAsync();
                var isChanged = CountsRefusals(operation);
                foreach (var request in ofOnePlace)
                {
                    made++;
                    var reply = await ContractShop.SendAsync(http, request);
                    if (FaultOf(contract, operation, request, reply) is { } fault)
                        faults.Add($"{fault}\n{request}\n→ {(int)reply.Status} {reply.Body}");
                    isChanged |= KeepsAComparison(operation, reply);
                    if ((int)reply.Status >= 300 || operation.Method == "GET")
                        continue;
                    isChanged = true;
                    await LearnAsync(api, known, operation, reply);
                }
                if (!isChanged && await state.ReadAsync() != stored)
                    faults.Add($"one of these changed what is stored:\n{string.Join('\n', ofOnePlace)}");
            }
            faults.Count.ShouldBeLessThan(FaultsMax, string.Join("\n\n", faults));
        }

        faults.ShouldBeEmpty();
        made.ShouldBeGreaterThan(3_000 / step);
        await api.RestartAsync();
        (await ContractShop.VerifyAsync(api)).ShouldBe("[]");
    }

    /// <summary>A what-if that moved on is refused with the comparison of now, which is kept so that it can be applied.</summary>
    private static bool KeepsAComparison(ApiOperation operation, Reply reply) =>
        operation.Path == "/api/v1/what-if/{id}/apply" && (int)reply.Status == 409;

    /// <summary>Wrong passwords are counted to stop guessing.</summary>
    private static bool CountsRefusals(ApiOperation operation) => operation.Path is "/api/v1/token" or "/api/v1/me/password";

    private static string? FaultOf(ApiContract contract, ApiOperation operation, HostileRequest request, Reply reply)
    {
        var status = (int)reply.Status;
        if (status >= 500)
            return "the server failed";
        // What is no HTTP at all never reaches the API.
        if (status == 400 && reply.Body.Length == 0 && request.Address.Contains('%', StringComparison.Ordinal))
            return null;
        if (status >= 400 && ProblemFault(status, reply) is { } fault)
            return fault;
        if (contract.Find(new HttpMethod(request.Method), Reached(request.Address)) is not { } called)
            return status is 404 or 405 ? null : "there is no such operation, and something answered";
        if (contract.FaultOf(called, status, reply.ContentType, reply.Body) is { } other)
            return other;
        // In a batch each order is malformed for itself alone.
        if (status < 300 && request.IsJson && called == operation && operation.Id != "batchOrders")
        {
            var faults = contract.Faults(operation.Request!, request.Text);
            if (faults.Count > 0)
                return $"a body was accepted that the description does not allow: {string.Join("; ", faults)}";
        }
        return null;
    }

    /// <summary>The path as the server sees it: a dot or two, escaped or not, is the way up, and a slash at the end says nothing.</summary>
    private static string Reached(string address)
    {
        var reached = new List<string>();
        foreach (var segment in address.Split('?')[0].Split('/').Skip(1))
        {
            switch (segment.Replace("%2E", ".", StringComparison.OrdinalIgnoreCase))
            {
                case ".":
                    break;
                case "..":
                    reached.RemoveAt(reached.Count - 1);
                    break;
                default:
                    reached.Add(segment);
                    break;
            }
        }
        return "/" + string.Join('/', reached).TrimEnd('/');
    }

    private static string? ProblemFault(int status, Reply reply)
    {
        if (reply.ContentType != Problem.ContentType)
            return $"the refusal is {reply.ContentType ?? "nothing"} and no problem document";
        var problem = reply.Json;
        foreach (var member in (string[])["type", "title", "status", "code", "detail"])
        {
            if (!problem.TryGetProperty(member, out var value) || value.ToString().Length == 0)
                return $"the problem has no {member}";
        }
        if (problem.GetProperty("status").GetInt32() != status)
            return "the problem has another status than the answer";
        return ProblemCodes.All.Contains(problem.GetProperty("code").GetString()) ? null : "the code is none of the known ones";
    }

    private static async Task LearnAsync(ApiHost api, KnownValues known, ApiOperation operation, Reply reply)
    {
        if (reply.Body.Length == 0)
            return;
        known.Learn(operation.Path, reply.Json);
        // What a job changes is not what the next request changed.
        if (reply.Status == System.Net.HttpStatusCode.Accepted)
            await ContractShop.WorkOffAsync(api, reply.Text("id")!);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>The same in every run, unlike that of the framework.</summary>
    private static int HashCode(int seed, string text) => text.Aggregate(seed, (hash, c) => unchecked(hash * 31 + c));
}
