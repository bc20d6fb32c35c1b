using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Raincheck.Storage;

/// <summary>
/// Looks, before anything is written through Entity Framework, whether a newer version has migrated the database since this process
/// began; see <see cref="KnownSchema"/>. The ledger writes without Entity Framework, and looks in its own transactions.
/// </summary>
internal sealed class WriteGuard(bool isPostgres) : DbCommandInterceptor
{
    private const string Question = "SELECT needed_migration FROM clients";

    private static readonly string[] Writing = ["INSERT ", "UPDATE ", "DELETE "];

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result
    )
    {
        Check(command);
        return result;
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        await CheckAsync(command, cancellationToken);
        return result;
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Check(command);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        await CheckAsync(command, cancellationToken);
        return result;
    }

    private void Check(DbCommand command)
    {
        if (!Writes(command))
            return;
        using var question = QuestionBefore(command);
        KnownSchema.RequireKnown(isPostgres, question.ExecuteScalar() as string ?? "");
    }

    private async Task CheckAsync(DbCommand command, CancellationToken cancel)
    {
        if (!Writes(command))
            return;
        await using var question = QuestionBefore(command);
        KnownSchema.RequireKnown(isPostgres, await question.ExecuteScalarAsync(cancel) as string ?? "");
    }

    private static bool Writes(DbCommand command)
    {
        var text = command.CommandText.AsSpan().TrimStart();
        foreach (var word in Writing)
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static DbCommand QuestionBefore(DbCommand command)
    {
        var question = command.Connection!.CreateCommand();
        question.Transaction = command.Transaction;
        question.CommandText = Question;
        return question;
    }
}
