using System.Data.Common;
using System.Net.Sockets;
using Raincheck.Features.Accounts;
using Raincheck.Features.Recalculation;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Cli;

/// <summary>A command cannot be carried out; the message names the offending thing.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);

/// <summary>A client that a command works on without a host. Others may work on it at the same time.</summary>
internal sealed class CommandClient : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private CommandClient(string connection)
    {
        var collection = new ServiceCollection();
        collection.AddAccounts();
        services = collection
            .AddMetrics()
            // Standard output is for answers.
            .AddLogging(log =>
                log.SetMinimumLevel(LogLevel.Warning)
                    // Its differences are the command's own answer.
                    .AddFilter(typeof(PeriodicPass).FullName, LogLevel.None)
                    .AddConsole(c => c.LogToStandardErrorThreshold = LogLevel.Trace)
            )
            .AddSingleton(TimeProvider.System)
            .AddSingleton(_ => ClientDatabase.Open(connection))
            .AddSingleton<ClientLedger>()
            .AddSingleton<PeriodicPass>()
            .AddScoped(provider => provider.GetRequiredService<ClientDatabase>().CreateContext())
            .BuildServiceProvider();
        Database = services.GetRequiredService<ClientDatabase>();
    }

    public ClientDatabase Database { get; }

    public ClientLedger Ledger => services.GetRequiredService<ClientLedger>();

    public AccountChanges Accounts => services.GetRequiredService<AccountChanges>();

    public PeriodicPass Pass => services.GetRequiredService<PeriodicPass>();

    /// <summary>Works on a client that may be new: the schema is made or brought up to date.</summary>
    public static Task<int> WriteAsync(string connection, Output output, Func<CommandClient, Task<int>> work, CancellationToken cancel) =>
        GuardAsync(
            connection,
            output,
            async client =>
            {
                await client.Database.MigrateAsync(cancel);
                return await work(client);
            }
        );

    /// <summary>Works on a client that exists, and leaves its schema as it is.</summary>
    public static Task<int> ExistingAsync(string connection, Output output, Func<CommandClient, Task<int>> work) =>
        GuardAsync(
            connection,
            output,
            client =>
            {
                if (client.Database.SqliteFile is { } file && !File.Exists(file))
                    throw new CommandFailedException($"there is no file {file}");
                return work(client);
            }
        );

    /// <summary>Refuses a schema that is not the one of this version.</summary>
    public async Task RequireSchemaAsync(CancellationToken cancel)
    {
        await using var db = Database.CreateContext();
        var schema = await SchemaState.ReadAsync(db, cancel);
        if (schema.NewerMigration is { } newer)
            throw new NewerSchemaException(newer);
        if (schema.Pending.Count > 0)
            throw new CommandFailedException(
                $"{Database.Description} does not have the schema of this version ({string.Join(", ", schema.Pending)} missing); start raincheck serve to migrate it"
            );
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    /// <summary>Works on a client, whether it exists or not, and says in a sentence what went wrong.</summary>
    public static async Task<int> GuardAsync(string connection, Output output, Func<CommandClient, Task<int>> work)
    {
        try
        {
            await using var client = new CommandClient(connection);
            return await work(client);
        }
        catch (Exception e)
            when (e is CommandFailedException or InvalidDataException or UnauthorizedAccessException or FileNotFoundException)
        {
            await output.ComplainAsync(e.Message);
        }
        catch (Exception e) when (e.GetBaseException() is NewerSchemaException)
        {
            await output.ComplainAsync($"{ClientDatabase.Describe(connection)}: {e.GetBaseException().Message}");
        }
        catch (Exception e) when (e is LedgerUnavailableException || e.GetBaseException() is DbException or SocketException)
        {
            await output.ComplainAsync($"{ClientDatabase.Describe(connection)}: {e.GetBaseException().Message}");
        }
        catch (IOException e)
        {
            await output.ComplainAsync(e.Message);
        }
        catch (OperationCanceledException)
        {
            await output.ComplainAsync("stopped before the end");
        }
        return CommandLine.Failed;
    }
}
