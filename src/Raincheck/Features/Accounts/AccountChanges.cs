using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core;
using Raincheck.Ledger;
using Raincheck.Platform.Access;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts;

/// <summary>
/// The one way to change users and API keys: one at a time, each in a transaction with its journal entry and the answer to its
/// idempotency key.
/// </summary>
public sealed class AccountChanges(IServiceScopeFactory scopes, Credentials credentials, TimeProvider time)
{
    /// <summary>Carries out a change.</summary>
    /// <returns>Its answer, committed; or the reason for which it was refused.</returns>
    public async Task<Outcome<T>> ExecuteAsync<T>(AccountCommand<T> command, CommandContext context, CancellationToken cancel = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RaincheckDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // SQLite has one writer. Elsewhere everybody waits here, or two could each leave the other as the last administrator.
        if (db is PostgresRaincheckDb)
            await db.Database.ExecuteSqlAsync($"SELECT id FROM asp_net_roles WHERE id = {Roles.Admin} FOR UPDATE", cancel);
        if (await AnsweredAsync<T>(db, context, cancel) is { } answered)
            return answered;

        var users = scope.ServiceProvider.GetRequiredService<UserManager<UserAccount>>();
        var now = Micros.Of(context.At ?? time.GetUtcNow());
        var outcome = await command.DecideAsync(new AccountWork(db, users, context.Actor, now), cancel);
        if (outcome.Refusal is not null || !command.IsChange(outcome.Value))
            return outcome;
        db.Journal.Add(
            new JournalEntry
            {
                At = now,
                Actor = context.Actor,
                Kind = command.Kind,
                Cause = command.Cause,
                Data = JsonSerializer.Serialize(command.Note, LedgerJson.Options),
            }
        );
        if (context.IdempotencyKey is { } key)
        {
            db.IdempotencyKeys.Add(
                new IdempotencyEntry
                {
                    Key = key,
                    Digest = context.Digest,
                    Answer = JsonSerializer.Serialize(outcome.Value, LedgerJson.Options),
                    CreatedAt = now,
                }
            );
        }
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        credentials.Forget();
        return outcome;
    }

    private static async Task<Outcome<T>?> AnsweredAsync<T>(RaincheckDb db, CommandContext context, CancellationToken cancel)
    {
        if (context.IdempotencyKey is not { } key)
            return null;
        var known = await db.IdempotencyKeys.AsNoTracking().SingleOrDefaultAsync(e => e.Key == key, cancel);
        if (known is null)
            return null;
        return known.Digest == context.Digest
            ? JsonSerializer.Deserialize<T>(known.Answer, LedgerJson.Options)!
            : Outcomes.IdempotencyKeyReused();
    }
}

internal static class AccountCalls
{
    /// <summary>Carries out a change; the answer is the command's own, or the problem.</summary>
    public static async Task<IResult> AnswerAsync<T>(
        this AccountChanges accounts,
        HttpContext http,
        AccountCommand<T> command,
        Func<T, IResult> answer
    )
    {
        var outcome = await accounts.ExecuteAsync(command, http.Context(), http.RequestAborted);
        return outcome.Refusal is { } refusal ? Problems.Of(refusal) : answer(outcome.Value);
    }
}
