using System.Globalization;
using CsCheck;
using Raincheck.Tests.Api.Contract;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api.Model;

/// <summary>The running server against the rules told a second time, call by call; and many callers at once against the invariants.</summary>
/// <remarks><c>RAINCHECK_MODEL_HISTORIES</c> says how many histories; a failure prints its seed.</remarks>
[MoreInDeep]
public sealed class ModelTests
{
    private const int CallsPerHistory = 40;
    private const int Callers = 8;
    private const int CallsPerCaller = 120;

    private static readonly Gen<(int Kind, int A, int B, int C, int D)[]> GenHistory = Gen.Select(
        Gen.Int[0, 99],
        Gen.Int[0, 1000],
        Gen.Int[0, 1000],
        Gen.Int[0, 1000],
        Gen.Int[0, 1000]
    ).Array[CallsPerHistory];

    [Theory]
    [InlineData(Database.Sqlite, 32, 4)]
    [InlineData(Database.Postgres, 20, 3)]
    public async Task AnyHistoryOfCalls_AfterEachOne_TheServerIsAsTheModel(Database database, int whole, int part)
    {
        var histories = Deep.Of(whole, part);
        await using var api = await ApiHost.StartAsync(database);
        api.IsByChance = true;
        var (shops, done, refused) = (0, 0, 0);
        if (int.TryParse(Environment.GetEnvironmentVariable("RAINCHECK_MODEL_HISTORIES"), CultureInfo.InvariantCulture, out var wanted))
            histories = wanted;

        await GenHistory.SampleAsync(
            async history =>
            {
                var player = new ModelPlayer(api, $"m{++shops}");
                await player.StartAsync();
                foreach (var (kind, a, b, c, d) in history)
                    await player.PlayAsync(kind, a, b, c, d);
                (done, refused) = (done + player.Calls.Done, refused + player.Calls.Refused);
            },
            iter: histories,
            threads: 1
        );

        done.ShouldBeGreaterThan(histories * CallsPerHistory / 2);
        refused.ShouldBeGreaterThan(histories);
        (await ContractShop.VerifyAsync(api)).ShouldBe("[]");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenManyCallersOfEverything_WhenTheyAreDone_ThenEverythingIsTrue(Database database)
    {
        var seed = Random.Shared.Next();
        var callsPerCaller = Deep.Of(CallsPerCaller, CallsPerCaller / 6);
        await using var api = await ApiHost.StartAsync(database);
        api.IsByChance = true;
        var contract = await api.ContractAsync();
        await ContractShop.SeedAsync(api);
        var operations = contract.Operations.Where(o => o.NeedsCredential && !IsAboutAccess(o)).ToList();

        var accepted = await Task.WhenAll(Enumerable.Range(0, Callers).Select(CallAsync));

        // What is carried out depends on chance, and more so where few calls are made.
        accepted.Sum().ShouldBeGreaterThan(Callers * callsPerCaller / 10, $"seed {seed}");
        (await ContractShop.VerifyAsync(api)).ShouldBe("[]", $"seed {seed}");

        async Task<int> CallAsync(int caller)
        {
            var random = new Random(unchecked(seed + caller));
            var mine = new KnownValues(api, contract);
            await mine.RefreshAsync();
            var requests = new HostileRequests(contract, mine, random);
            var count = 0;
            for (var i = 0; i < callsPerCaller; i++)
            {
                var operation = operations[random.Next(operations.Count)];
                var request = requests.MakeSound(operation);
                var reply = await ContractShop.SendAsync(api, request);
                ((int)reply.Status).ShouldBeLessThan(500, $"seed {seed}\n{request}\n{reply.Body}");
                if ((int)reply.Status >= 300 || reply.Body.Length == 0)
                    continue;
                mine.Learn(operation.Path, reply.Json);
                count += operation.Method == "GET" ? 0 : 1;
            }
            return count;
        }
    }

    /// <summary>What could take the right to call from the callers themselves.</summary>
    private static bool IsAboutAccess(ApiOperation operation) =>
        operation.Path.Contains("/users", StringComparison.Ordinal) || operation.Path.Contains("/api-keys", StringComparison.Ordinal);
}
