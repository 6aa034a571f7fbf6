using System.CommandLine;
using System.Text.RegularExpressions;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Verbs;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Tests.Parsing;

public sealed class CommandLineTests
{
    public static TheoryData<string> Verbs => [.. Walk(VerbList.Create(), "").Where(pair => pair.Command is Verb).Select(pair => pair.Line)];

    public static TheoryData<string> Groups => [.. Walk(VerbList.Create(), "").Where(pair => pair.Command is VerbGroup).Select(pair => pair.Line)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_of_every_verb_shows_what_it_does_and_examples(string line)
    {
        using var lake = new CliLake();
        var help = (await lake.RunAsync([.. line.Split(' '), "--help"])).Done().Out;

        Assert.Matches(@"Description:\n  \S.*\.\n", help);
        Assert.Contains($"lv {line}", help[help.IndexOf("Examples:", StringComparison.Ordinal)..]);
        Assert.Contains("--json", help);
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public async Task A_group_without_a_verb_is_a_usage_error_that_lists_them(string group)
    {
        using var lake = new CliLake();

        Assert.Matches($"wants a verb: {(group == "delta" ? "info, schema" : group == "gc" ? "plan, run" : group.EndsWith("alter", StringComparison.Ordinal) ? "add-column" : "list")}", (await lake.RunAsync(group.Split(' '))).Ended(2).Error);
        Assert.Contains("Examples:", (await lake.RunAsync([.. group.Split(' '), "--help"])).Done().Out);
    }

    [Fact]
    public async Task The_help_of_all_says_what_exit_codes_mean_and_where_the_server_and_credentials_are_given()
    {
        using var lake = new CliLake();
        var help = (await lake.RunAsync("--help")).Done().Out;

        var codes = Enum.GetValues<LakeErrorKind>().Select(ExitCode.Of).Concat([ExitCode.Done, ExitCode.No, ExitCode.Interrupted]);
        Assert.All(codes, code => Assert.Matches($@"(?m)[ ^]{code}  [A-Z]", help[help.IndexOf("Exit codes:", StringComparison.Ordinal)..]));
        Assert.Contains("LAKEVERSION_ENDPOINT", help);
        Assert.Contains("AWS_ACCESS_KEY_ID", help);
        Assert.DoesNotContain("Exit codes:", (await lake.RunAsync("init", "--help")).Done().Out);
    }

    [Fact]
    public void Every_example_parses()
    {
        using var lake = new CliLake();
        foreach (var (command, _) in Walk(VerbList.Create(), ""))
        {
            foreach (var example in HelpWithExamples.Of(command).Where(example => example.StartsWith("lv ", StringComparison.Ordinal)))
            {
                // Up to a pipe or a redirection, which a test in quotes is not.
                var line = Regex.Match(example[3..], """^(?:"[^"]*"|(?! [|>] ).)*""").Value;
                var parse = LvRoot.Create(lake.Context(TextWriter.Null)).Parse(line, new ParserConfiguration { ResponseFileTokenReplacer = null });
                Assert.True(parse.Errors.Count == 0 && UsageFault.StrayOption(parse) is null, $"{example}: {string.Join(' ', parse.Errors)}");
            }
        }
    }

    [Fact]
    public void Every_option_and_argument_says_what_it_is()
    {
        foreach (var (command, line) in Walk(VerbList.Create(), ""))
        {
            Assert.All(
                command.Options.Cast<Symbol>().Concat(command.Arguments),
                symbol => Assert.False(string.IsNullOrEmpty(symbol.Description), $"lv {line} {symbol.Name}"));
        }
    }

    [Theory]
    [InlineData("lgo", "Did you mean 'log'?")]
    [InlineData("brnach list", "Did you mean 'branch'?")]
    [InlineData("branch creat x", "Did you mean 'create'?")]
    [InlineData("log --onelien", "Did you mean '--oneline'?")]
    [InlineData("put a b --dryrun", "Did you mean '--dry-run'?")]
    [InlineData("log --josn", "Did you mean '--json'?")]
    public async Task A_mistyped_word_is_a_usage_error_that_suggests_the_near_one(string line, string hint)
    {
        using var lake = await CliLake.CreateAsync();

        Assert.Contains(hint, (await lake.RunAsync(line.Split(' '))).Ended(2).Error);
    }

    [Theory]
    [InlineData("put a", "lv put wants <source… destination>.\n")]
    [InlineData("branch create", "lv branch create wants <name>.\n")]
    [InlineData("audit -n x", "'x' for option '--max-count': expected a number.\n")]
    [InlineData("audit --format xml", "Must be one of: 'csv', 'table'.\n")]
    public async Task What_is_missing_or_unknown_is_said_in_one_line_of_our_words(string line, string words)
    {
        using var lake = new CliLake();

        Assert.Contains(words, (await lake.RunAsync(line.Split(' '))).Ended(2).Error);
    }

    [Fact]
    public async Task A_word_behind_two_dashes_is_an_argument_whatever_it_looks_like()
    {
        using var lake = await CliLake.CreateAsync();
        lake.Write("-dash", "1");
        (await lake.RunAsync("put", "-m", "--strange", "--", "-dash", "--target")).Done();

        Assert.Equal("1", (await lake.RunAsync("cat", "--", "--target")).Done().Out);
    }

    [Fact]
    public async Task A_usage_error_is_JSON_where_that_is_asked_for()
    {
        using var lake = new CliLake();
        var error = (await lake.RunAsync("put", "--json")).Ended(2).ErrorJson();

        Assert.Equal("invalid", error.GetProperty("kind").GetString());
        Assert.Equal(2, error.GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task Without_arguments_help_is_shown_and_the_version_on_request()
    {
        using var lake = new CliLake();

        Assert.Contains("lv <verb> --help", (await lake.RunAsync()).Done().Out);
        Assert.Equal("lv 0.1.0\n", (await lake.RunAsync("--version")).Done().Out);
    }

    [Theory]
    [InlineData("pu", "put")]
    [InlineData("branch cre", "create")]
    [InlineData("put --dr", "--dry-run")]
    [InlineData("manifest --format sha", "sha256sum")]
    [InlineData("completion ba", "bash")]
    public async Task Words_are_completed(string line, string word)
    {
        using var lake = new CliLake();
        var found = (await lake.RunAsync($"[suggest:{line.Length}]", line)).Done().Out.Split('\n');

        Assert.Contains(word, found);
    }

    private static IEnumerable<(Command Command, string Line)> Walk(IEnumerable<Command> commands, string above) =>
        commands.SelectMany(command => Walk(command.Subcommands, above + command.Name + " ").Prepend((command, above + command.Name)));
}
