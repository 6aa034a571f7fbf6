using LakeVersion.Cli.Running;

namespace LakeVersion.Cli.Output;

/// <summary>Colours text for terminals; leaves it as it is elsewhere, and where NO_COLOR is set.</summary>
internal sealed class Paint
{
    private readonly bool on;

    private Paint(bool on) => this.on = on;

    public static Paint For(LvContext context, bool isTerminal) =>
        new(isTerminal && context.Variable("NO_COLOR") is null && context.Variable("TERM") != "dumb");

    public string Red(string text) => Wrap(text, 31);

    public string Green(string text) => Wrap(text, 32);

    public string Yellow(string text) => Wrap(text, 33);

    public string Blue(string text) => Wrap(text, 34);

    public string Bold(string text) => Wrap(text, 1);

    public string Dim(string text) => Wrap(text, 2);

    private string Wrap(string text, int code) => on && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
