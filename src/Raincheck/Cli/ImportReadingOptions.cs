using System.CommandLine;
using System.CommandLine.Parsing;
using Raincheck.Core;
using Raincheck.Features.Import;

namespace Raincheck.Cli;

/// <summary>The options of <c>raincheck import</c> that say what the cells and rows of a file mean.</summary>
internal sealed class ImportReadingOptions(ImportKind kind)
{
    private readonly Option<string[]> set = new("--set")
    {
        Description = "Sets the value of a column that the file does not have, for every row; repeatable.",
        HelpName = "ourColumn=value",
    };

    private readonly Option<bool> decimalComma = new("--decimal-comma") { Description = "The decimal separator is a comma, as in 9,90." };

    private readonly Option<string?> dates = new("--dates")
    {
        Description = "The order of day and month in dates such as 03/04/2026.",
        HelpName = $"{ImportFormat.DayFirst}|{ImportFormat.MonthFirst}",
    };

    private readonly Option<bool> continues = new("--empty-number-continues")
    {
        Description = "A row without a number continues the order of the row before it.",
    };

    private readonly Option<bool> sum = new("--sum") { Description = "Adds up rows with the same product and warehouse." };

    public void AddTo(Command command)
    {
        command.Add(set);
        command.Add(decimalComma);
        command.Add(dates);
        if (kind.HasOrders)
            command.Add(continues);
        if (kind.HasCounts)
            command.Add(sum);
    }

    public Outcome<ImportOptions> Apply(ImportOptions options, CommandResult result)
    {
        var constants = ImportOptions.ParseConstants(result.GetValue(set) ?? []);
        if (constants.Refusal is { } badSet)
            return badSet;
        var order = ImportFormat.ParseDates(result.GetValue(dates));
        if (order.Refusal is { } badDates)
            return badDates;
        return options with
        {
            Constants = constants.Value,
            Format = new ImportFormat(result.GetValue(decimalComma), order.Value),
            EmptyNumberContinues = kind.HasOrders && result.GetValue(continues),
            AddsUp = kind.HasCounts && result.GetValue(sum),
        };
    }
}
