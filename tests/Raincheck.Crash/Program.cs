using System.Globalization;
using Raincheck.Crash;

switch (args)
{
    case ["writer", var connection, var seed, var round, var count, var ledgers]:
        await WriterProcess.RunAsync(connection, new Writers(Number(seed), round, Number(count)), Number(ledgers));
        return 0;

    case ["mail-sender", var connection]:
        await SenderProcess.RunAsync(connection);
        return 0;

    case ["mail-driver", var mode, var kills, .. var rest] when ModeOf(mode) is { } chosen:
        if (PrivateMailServer.WhyNot is { } without)
        {
            await Console.Error.WriteLineAsync($"The mail server is not available: {without}");
            return 2;
        }
        var mailTest = new MailCrashTest(
            chosen,
            rest is [var chosenSeed] ? Number(chosenSeed) : Random.Shared.Next(1_000_000),
            Console.Out
        );
        return await mailTest.RunAsync(Number(kills)) == 0 ? 0 : 1;

    case ["driver", var mode, var rounds, .. var rest] when ModeOf(mode) is { } chosen:
        if (chosen != CrashMode.Sqlite && await PrivatePostgres.WhyNotAsync() is { } reason)
        {
            await Console.Error.WriteLineAsync($"PostgreSQL is not available: {reason}");
            return 2;
        }
        var test = new CrashTest(chosen, rest is [var given] ? Number(given) : Random.Shared.Next(1_000_000), Console.Out);
        return await test.RunAsync(Number(rounds)) == 0 ? 0 : 1;

    default:
        await Console.Error.WriteLineAsync(
            "driver sqlite|postgres|postgres-server ROUNDS [SEED], or mail-driver sqlite|postgres KILLS [SEED]"
        );
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static CrashMode? ModeOf(string name) =>
    name switch
    {
        "sqlite" => CrashMode.Sqlite,
        "postgres" => CrashMode.Postgres,
        "postgres-server" => CrashMode.PostgresServer,
        _ => null,
    };
