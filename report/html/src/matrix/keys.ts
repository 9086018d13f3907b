/** A place in the grid: a row, and a column of it. */
export interface Place {
  row: number;
  column: number;
}

const page = 10;

/** Where a key leads from a place, as in any grid; `null` for a key that does not move. */
export function move(
  { row, column }: Place,
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>,
  rows: number,
  columns: number,
): Place | null {
  const far = event.ctrlKey || event.metaKey;
  const within = (place: Place): Place => ({
    row: Math.min(Math.max(place.row, 0), rows - 1),
    column: Math.min(Math.max(place.column, 0), columns - 1),
  });
  switch (event.key) {
    case 'ArrowUp':
      return within({ row: far ? 0 : row - 1, column });
    case 'ArrowDown':
      return within({ row: far ? rows - 1 : row + 1, column });
    case 'ArrowLeft':
      return within({ row, column: far ? 0 : column - 1 });
    case 'ArrowRight':
      return within({ row, column: far ? columns - 1 : column + 1 });
    case 'PageUp':
      return within({ row: row - page, column });
    case 'PageDown':
      return within({ row: row + page, column });
    case 'Home':
      return within({ row: far ? 0 : row, column: 0 });
    case 'End':
      return within({ row: far ? rows - 1 : row, column: columns - 1 });
    default:
      return null;
  }
}
