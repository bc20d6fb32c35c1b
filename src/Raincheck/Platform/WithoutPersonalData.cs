using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Npgsql;
using Serilog.Core;
using Serilog.Events;

namespace Raincheck.Platform;

/// <summary>
/// Takes out of what is logged what may be about a customer: the values that a failure quotes, and addresses of e-mail. The log
/// statements of the product name no customer to begin with; but a failure speaks with the words of a database or a mail server.
/// </summary>
internal sealed partial class WithoutPersonalData(ILogEventSink inner) : ILogEventSink, IDisposable
{
    private const int RefusedByTrigger = 1811;

    /// <summary>The framework adds it to everything that is logged during a request.</summary>
    private const string Address = "RequestPath";

    public void Emit(LogEvent logEvent)
    {
        logEvent.RemovePropertyIfPresent(Address);
        // Only what goes wrong has words that are not our own.
        if (logEvent is { Exception: null, Level: < LogEventLevel.Warning })
        {
            inner.Emit(logEvent);
            return;
        }
        inner.Emit(
            new LogEvent(
                logEvent.Timestamp,
                logEvent.Level,
                logEvent.Exception is { } failure ? new Told(TextOf(failure)) : null,
                logEvent.MessageTemplate,
                logEvent.Properties.Select(p => new LogEventProperty(
                    p.Key,
                    p.Value is ScalarValue { Value: string text } ? new ScalarValue(Mask(text)) : p.Value
                )),
                logEvent.TraceId ?? default,
                logEvent.SpanId ?? default
            )
        );
    }

    public void Dispose() => (inner as IDisposable)?.Dispose();

    /// <summary>The message of an exception without stored or sent values.</summary>
    public static string MessageOf(Exception failure) =>
        failure switch
        {
            PostgresException refused => MessageOf(refused),
            SqliteException { SqliteExtendedErrorCode: RefusedByTrigger } refused =>
                $"SQLite Error {refused.SqliteErrorCode}: a trigger refused",
            // These quote the text that they could not read.
            FormatException => "a text has the wrong form",
            AggregateException several => $"{several.InnerExceptions.Count} failures",
            _ => Mask(failure.Message),
        };

    private static string MessageOf(PostgresException refused)
    {
        // Data exceptions, and what a trigger says of a row, quote values.
        var quotesValues =
            refused.SqlState.StartsWith("22", StringComparison.Ordinal) || refused.SqlState.StartsWith("P0", StringComparison.Ordinal);
        var names = new[] { refused.TableName, refused.ColumnName, refused.ConstraintName }.Where(n => !string.IsNullOrEmpty(n));
        var message = quotesValues ? "a value was refused" : Mask(refused.MessageText);
        return $"{refused.SqlState}: {message} ({string.Join(", ", names)})".Replace(" ()", "", StringComparison.Ordinal);
    }

    private static string TextOf(Exception failure)
    {
        var text = new StringBuilder();
        Add(text, failure);
        return text.ToString();
    }

    private static void Add(StringBuilder text, Exception failure)
    {
        text.Append(failure.GetType().FullName).Append(": ").AppendLine(MessageOf(failure)).AppendLine(failure.StackTrace);
        foreach (var cause in failure is AggregateException several ? several.InnerExceptions : [failure.InnerException!])
        {
            if (cause is null)
                return;
            text.Append(" ---> ");
            Add(text, cause);
        }
    }

    private static string Mask(string text) => MailAddress().Replace(text, "***@***");

    [GeneratedRegex(@"[^\s@<>""'(),;:=\[\]]+@[^\s@<>""'(),;:=\[\]]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MailAddress();

    /// <summary>An exception without personal data.</summary>
    private sealed class Told(string text) : Exception(text)
    {
        public override string ToString() => Message;
    }
}
