import path from 'node:path/posix';

/* Parts are well-formed XML without entities of their own (ECMA-376), so that a tag can be found by its signs. */
const tag = /<[A-Za-z](?:[^<>"']|"[^"]*"|'[^']*')*>/g;
const relationship = /<(\w+:)?Relationship(?=\s)(?:[^<>"']|"[^"]*"|'[^']*')*>(\s*<\/(\w+:)?Relationship>)?/g;
const attributeOf = (name: string): RegExp => new RegExp(`(\\s(?:[\\w.-]+:)?${name}\\s*=\\s*)("[^"]*"|'[^']*')`, 'gi');

/** Kinds of relationships, by the end of their type, whose part tells of people, programs and computers and is not shown. */
const telling =
  /\/(core-properties|extended-properties|custom-properties|thumbnail|customXml|people|changesInfo|revisionInfo|revisionHeaders|usernames|printerSettings|origin|attachedTemplate|mailMergeSource|mailMergeHeaderSource|recipientData)$/i;

/** The relationships of a part without those that tell; what the others lead to in the package, and the ids that are gone. */
export function bareRelationships(owner: string, text: string): { text: string; targets: string[]; gone: string[] } {
  const targets: string[] = [];
  const gone: string[] = [];
  const bare = text.replace(relationship, (one) => {
    if (telling.test(valueOf(one, 'Type'))) {
      gone.push(valueOf(one, 'Id'));
      return '';
    }
    if (valueOf(one, 'TargetMode') === 'External') return withoutPath(one);
    targets.push(path.resolve('/', path.dirname(owner), valueOf(one, 'Target')).slice(1));
    return one;
  });
  return { text: bare, targets, gone };
}

/** A file of somebody's computer or network is not named; addresses of the web are the document's own. */
function withoutPath(one: string): string {
  const target = valueOf(one, 'Target');
  const isOfWeb = /^([a-z][a-z0-9+.-]+:|#)/i.test(target) && !/^file:/i.test(target);
  return isOfWeb ? one : one.replace(attributeOf('Target'), '$1"file:///file"');
}

/** word/_rels/document.xml.rels lists what word/document.xml refers to; the package's own list belongs to no part. */
export const relationshipsOf = (part: string): string =>
  path.join(path.dirname(part), '_rels', `${path.basename(part)}.rels`);

/** A part without its references to relationships that are gone: an empty element goes, of another the reference does. */
export function withoutReferences(text: string, ids: readonly string[]): string {
  const gone = new Set(ids);
  return text.replace(tag, (one) => {
    const reference = /\s(?:[\w.-]+:)?(?:id|embed|link)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
    const bare = one.replace(reference, (whole, a: string | undefined, b: string | undefined) =>
      /^\s[\w.-]+:/.test(whole) && gone.has(a ?? b ?? '') ? '' : whole,
    );
    return bare !== one && /^<\w+:attachedTemplate\b/.test(one) ? '' : bare;
  });
}

/** The list of types of the parts that are kept. */
export function bareContentTypes(text: string, isKept: (name: string) => boolean): string {
  return text.replace(/<(\w+:)?Override(?=\s)[^>]*>(\s*<\/(\w+:)?Override>)?/g, (one) =>
    isKept(valueOf(one, 'PartName').replace(/^\//, '')) ? one : '',
  );
}

const named = 'A';

/** Elements that say who somebody is in all their attributes. */
const people = /^<(?:[\w.-]+:)?(person|presenceInfo|cmAuthor|author|fileSharing|userInfo)(?=[\s/>])/;
const names = ['name', 'displayName', 'initials', 'userId', 'userName', 'providerId', 'author'];
/** Attributes that say it of a change or a comment, whatever the element. */
const ofChanges = ['author', 'initials', 'userName', 'lastModifiedBy'];
const pictureName = /\.(jpe?g|png|gif|bmp|tiff?|emf|wmf|heic|webp|svg)$/i;

const worthLooking =
  /author|initials|userName|lastModifiedBy|<(\w+:)?(person|fileSharing|userInfo|absPath|cNvPr|docPr|imagedata)\s/i;

/** A part without names and accounts of people, file names of its pictures, and the folder in which it was saved. */
export function barePart(text: string): string {
  const shown = text.replace(/<!--[\s\S]*?-->|<(\w+):docVars>[\s\S]*?<\/\1:docVars>/g, '');
  const bare = worthLooking.test(shown) ? shown.replace(tag, bareTag) : shown;
  return /<(\w+:)?authors>/.test(bare) ? bareAuthors(bare) : bare;
}

function bareTag(one: string): string {
  let bare = one;
  for (const each of people.test(one) ? names : ofChanges)
    if (bare.includes(each)) bare = bare.replace(attributeOf(each), `$1"${named}"`);
  if (/^<(?:\w+:)?absPath\s/.test(one)) return bare.replace(attributeOf('url'), '$1""');
  if (/^<(?:\w+:)?imagedata\s/.test(one)) return bare.replace(attributeOf('title'), '$1""');
  if (/^<(?:\w+:)?(cNvPr|docPr)\s/.test(one)) return barePictureName(bare);
  return bare;
}

function barePictureName(one: string): string {
  return ['name', 'descr', 'title'].reduce(
    (bare, each) =>
      bare.replace(attributeOf(each), (whole, start: string, value: string) =>
        pictureName.test(value.slice(1, -1)) ? `${start}"picture"` : whole,
      ),
    one,
  );
}

/** Comments of a table list their authors, and each begins with the name and a colon, as Excel writes it. */
function bareAuthors(text: string): string {
  const authors: string[] = [];
  const listed = text.replace(
    /(<(?:\w+:)?author(?:\s[^>]*)?>)([^<]*)(?=<)/g,
    (_whole, start: string, author: string) => {
      if (author.trim()) authors.push(author);
      return `${start}${named}${authors.length}`;
    },
  );
  return authors.reduce((bare, author) => bare.replaceAll(`>${author}:`, `>${named}:`), listed);
}

function valueOf(one: string, name: string): string {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(one);
  return found?.[1] ?? found?.[2] ?? '';
}
