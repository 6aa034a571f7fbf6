namespace LakeVersion.Versioning.Verifying;

/// <summary>Where findings go: counted, told as they come, and no more than a few for each key.</summary>
internal sealed class FindingSink(CheckFigures figures, Action<CheckFinding>? found)
{
    // A pack that is gone takes thousands of nodes and contents with it.
    private const int MostAtOneKey = 3;

    private readonly Lock gate = new();
    private readonly Dictionary<string, int> told = new(StringComparer.Ordinal);

    /// <summary>True where a further finding at the key would be told; who would look up whom it hurts asks first.</summary>
    public bool Wants(string key)
    {
        lock (gate)
        {
            return told.GetValueOrDefault(key) < MostAtOneKey;
        }
    }

    public void Add(CheckFinding finding)
    {
        lock (gate)
        {
            var before = told.GetValueOrDefault(finding.Key);
            told[finding.Key] = before + 1;
            if (before >= MostAtOneKey)
            {
                figures.Add(Figure.Alike);
                return;
            }

            figures.Add(finding.IsDamage ? Figure.Damages : Figure.Doubts);
            found?.Invoke(finding);
        }
    }
}
