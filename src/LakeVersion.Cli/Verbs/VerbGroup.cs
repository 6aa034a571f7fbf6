using System.CommandLine;

namespace LakeVersion.Cli.Verbs;

/// <summary>Verbs of one noun, as <c>lv branch</c>.</summary>
internal sealed class VerbGroup : Command
{
    public VerbGroup(string name, string description, params Command[] verbs)
        : base(name, description)
    {
        foreach (var verb in verbs)
        {
            Add(verb);
        }
    }
}
