using System.CommandLine;
using System.Globalization;
using Raincheck.Platform.Http;

namespace Raincheck.Cli;

/// <summary>The options of the rate limits.</summary>
internal sealed class RateLimitOptions
{
    public const string CallsVariable = "RAINCHECK_RATE_LIMIT";
    public const string SignInsVariable = "RAINCHECK_SIGN_IN_RATE_LIMIT";

    private readonly Option<int> calls = Make(
        "--rate-limit",
        "Requests per minute of one credential, 0 for no limit",
        CallsVariable,
        RateLimits.Default.CallsPerMinute
    );

    private readonly Option<int> signIns = Make(
        "--sign-in-rate-limit",
        "Sign-in attempts per minute from one address, 0 for no limit",
        SignInsVariable,
        RateLimits.Default.SignInsPerMinute
    );

    public void AddTo(Command command)
    {
        command.Options.Add(calls);
        command.Options.Add(signIns);
    }

    public RateLimits Of(ParseResult parsed) => new(parsed.GetValue(calls), parsed.GetValue(signIns));

    private static Option<int> Make(string name, string description, string variable, int usual)
    {
        var option = new Option<int>(name)
        {
            Description = $"{description}; also from {variable}.",
            HelpName = "N",
            DefaultValueFactory = result =>
            {
                if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text)
                    return usual;
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                    return number;
                result.AddError($"{variable} is '{text}'; it must be a whole number, 0 or more.");
                return usual;
            },
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < 0)
                result.AddError($"{name} is below 0.");
        });
        return option;
    }
}
