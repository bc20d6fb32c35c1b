using System.Diagnostics;
using Npgsql;

namespace Raincheck.Ledger.Store;

/// <summary>
/// How a ledger finds out, when the connection was lost in a commit, whether it took place. Every transaction writes its
/// number into one row, which is its own as long as it lives. A check of a number writes it there too, with a refusal, if it
/// is not there yet: what the server may still do for the lost connection then fails, because numbers only grow.
/// </summary>
/// <remarks>
/// The server's own transaction number would not do: a server that crashes before a transaction is on disk forgets that it
/// ever gave that number away, gives it to another transaction, and then says of it that it was committed. No two transactions
/// have the same mark at the same time; its numbers are given in the order of the commits.
/// </remarks>
/// <param name="source">The connections to ask on.</param>
/// <param name="time">The clock by which a mark is old, the same by which keys are forgotten.</param>
internal sealed class CommitMark(NpgsqlDataSource source, TimeProvider time)
{
    private const string Refused = "refused";

    private static readonly TimeSpan AskingMax = TimeSpan.FromMinutes(2);

    // A transaction's own idempotency key, as it were: it stands among the others, and is forgotten like them when it is old.
    private readonly string key = $"ledger/{Guid.NewGuid():N}";
    private long last;

    /// <summary>The statement by which the next transaction leaves its mark.</summary>
    public NpgsqlBatchCommand Next(out long number)
    {
        number = Interlocked.Increment(ref last);
        // A number that is not larger makes the digest null, which the table refuses.
        var command = new NpgsqlBatchCommand(
            "INSERT INTO idempotency_keys AS known (key, digest, answer, created_at) VALUES (@key, @number::bigint::text, '', @now) "
                + "ON CONFLICT (key) DO UPDATE SET answer = '', created_at = EXCLUDED.created_at, "
                + "digest = CASE WHEN known.digest::bigint < EXCLUDED.digest::bigint THEN EXCLUDED.digest END"
        );
        AddParameters(command.Parameters, number);
        return command;
    }

    /// <summary>Asks, on another connection, whether the transaction of this number was committed; if not, it never will be.</summary>
    /// <exception cref="CommitUnknownException">No server answered in time.</exception>
    public async Task<bool> TookPlaceAsync(long number, Exception lost)
    {
        var asking = Stopwatch.StartNew();
        for (var waitMs = 50; asking.Elapsed < AskingMax; waitMs = Math.Min(1000, 2 * waitMs))
        {
            try
            {
                // This waits for the lock on the row: a running commit is finished when it returns.
                await using var command = source.CreateCommand(
                    $"INSERT INTO idempotency_keys AS known (key, digest, answer, created_at) VALUES (@key, @number::bigint::text, '{Refused}', @now) "
                        + "ON CONFLICT (key) DO UPDATE SET digest = EXCLUDED.digest, created_at = EXCLUDED.created_at, "
                        + "answer = CASE WHEN known.digest = EXCLUDED.digest THEN known.answer ELSE EXCLUDED.answer END RETURNING answer"
                );
                command.CommandTimeout = 10;
                AddParameters(command.Parameters, number);
                return (string?)await command.ExecuteScalarAsync(CancellationToken.None) != Refused;
            }
            catch (NpgsqlException)
            {
                // The server is not back yet, or still busy with the commit; the loop is bounded.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(waitMs), CancellationToken.None);
        }
        throw new CommitUnknownException(lost);
    }

    private void AddParameters(NpgsqlParameterCollection to, long number)
    {
        to.Add(new NpgsqlParameter("key", key));
        to.Add(new NpgsqlParameter("number", number));
        to.Add(new NpgsqlParameter("now", Storage.Micros.Of(time.GetUtcNow())));
    }
}
